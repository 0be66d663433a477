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
            (settings[variable.Setting], var problem) = Read(key => configuration[key], environment, variable);
            if (problem is not null)
                problems.Add(problem);
        }

        if (problems.Count > 0)
            throw new InvalidConfigurationException(problems);

        configuration.Add(new CheckedSettings(settings));
    }

    /// <summary>Reads one variable again, from what the configuration has under the values that were checked at the start.</summary>
    /// <returns>Its value, or what is wrong with it.</returns>
    public static (string? Value, string? Problem) ReadAgain(IConfigurationRoot configuration, IHostEnvironment environment, EnvironmentVariable variable)
    {
        var sources = configuration.Providers.Where(provider => provider is not CheckedSettings).Reverse().ToArray();
        return Read(key => sources.Select(source => source.TryGet(key, out var value) ? value : null).FirstOrDefault(value => value is not null), environment, variable);
    }

    private static (string? Value, string? Problem) Read(Func<string, string?> configuration, IHostEnvironment environment, EnvironmentVariable variable)
    {
        var (source, raw) = Find(configuration, variable);
        if (raw is null)
            return (variable.DefaultFor(environment.IsDevelopment()), null);
        return variable.Normalize(raw.Trim()) is { } value
            ? (value, null)
            : (null, $"{source}{(variable.IsSecret ? "" : $"='{raw}'")} is not valid; allowed is {variable.Allowed}.");
    }

    /// <summary>The first that is set: the variable, its aliases, its setting. An empty text counts as not set, as in most shells.</summary>
    private static (string Source, string? Value) Find(Func<string, string?> configuration, EnvironmentVariable variable) =>
        new[] { variable.Name }.Concat(variable.Aliases).Append(variable.Setting)
            .Select(key => (key, configuration(key)))
            .FirstOrDefault(pair => !string.IsNullOrWhiteSpace(pair.Item2));
}
