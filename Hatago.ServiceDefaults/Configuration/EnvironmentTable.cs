using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Hatago.ServiceDefaults.Configuration;

/// <summary>
/// Applies a table of environment variables: checks every value, and lays the checked values over the configuration
/// under each variable's setting, so that options bind to one place whichever way a value came in.
/// </summary>
internal static class EnvironmentTable
{
    /// <exception cref="InvalidConfigurationException">A value does not parse or is out of range; all of them are named.</exception>
    public static void Apply(IConfigurationManager configuration, IHostEnvironment environment, IEnumerable<EnvironmentVariable> table)
    {
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var problems = new List<string>();

        foreach (var variable in table)
        {
            var (source, raw) = Find(configuration, variable);
            if (raw is null)
            {
                settings[variable.Setting] = variable.DefaultFor(environment.IsDevelopment());
                continue;
            }

            settings[variable.Setting] = variable.Normalize(raw.Trim());
            if (settings[variable.Setting] is null)
                problems.Add($"{source}{(variable.IsSecret ? "" : $"='{raw}'")} is not valid; allowed is {variable.Allowed}.");
        }

        if (problems.Count > 0)
            throw new InvalidConfigurationException(problems);

        configuration.AddInMemoryCollection(settings.Where(setting => setting.Value is not null));
    }

    /// <summary>The first that is set: the variable, its aliases, its setting. An empty text counts as not set, as in most shells.</summary>
    private static (string Source, string? Value) Find(IConfiguration configuration, EnvironmentVariable variable) =>
        new[] { variable.Name }.Concat(variable.Aliases).Append(variable.Setting)
            .Select(key => (key, configuration[key]))
            .FirstOrDefault(pair => !string.IsNullOrWhiteSpace(pair.Item2));
}
