namespace Hatago.Tests.Documentation;

public sealed class FormatTests
{
    [Fact]
    public Task The_code_is_formatted_as_the_editorconfig_says() => DotnetCommand.RunAsync(
        Repository.Root, TestContext.Current.CancellationToken, "format", "Hatago.sln", "--verify-no-changes", "--no-restore");
}
