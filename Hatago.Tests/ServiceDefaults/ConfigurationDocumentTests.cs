using Hatago.McpServer;
using Hatago.ServiceDefaults.Configuration;

namespace Hatago.Tests.ServiceDefaults;

public sealed class ConfigurationDocumentTests
{
    [Fact]
    public void The_documents_table_is_the_codes_table()
    {
        var document = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "operations", "configuration.md"));

        var rows = document.Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        Assert.Equal(ServiceVariables.All.Concat(HatagoVariables.All).Select(Row), rows);
    }

    private static string Row(EnvironmentVariable variable)
    {
        var names = string.Join(", ", new[] { variable.Name }.Concat(variable.Aliases).Select(name => $"`{name}`"));
        return $"| {names} | `{variable.Setting}` | {variable.Default} | {variable.Allowed} | {variable.Meaning} |";
    }
}
