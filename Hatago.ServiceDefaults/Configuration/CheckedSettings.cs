using Microsoft.Extensions.Configuration;

namespace Hatago.ServiceDefaults.Configuration;

/// <summary>The checked values of a table of environment variables, laid over all other sources.</summary>
internal sealed class CheckedSettings : ConfigurationProvider, IConfigurationSource
{
    public CheckedSettings(IEnumerable<KeyValuePair<string, string?>> settings)
    {
        foreach (var (setting, value) in settings)
        {
            if (value is not null)
                Data[setting] = value;
        }
    }

    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
}
