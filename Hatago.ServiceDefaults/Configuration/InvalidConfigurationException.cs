namespace Hatago.ServiceDefaults.Configuration;

/// <summary>The configuration does not let the service start. Every problem is named, one a line.</summary>
public sealed class InvalidConfigurationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary><c>EX_CONFIG</c> of sysexits.h.</summary>
    public const int ExitCode = 78;

    public IReadOnlyList<string> Problems { get; } = problems;
}
