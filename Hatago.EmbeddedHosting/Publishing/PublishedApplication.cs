using System.Reflection;

namespace Hatago.EmbeddedHosting.Publishing;

/// <summary>What is published.</summary>
/// <param name="Name">In lower case, as Kubernetes wants names.</param>
/// <param name="Version">The tag of its images: the AppHost's version, without what follows a plus sign.</param>
internal sealed record PublishedApplication(string Name, string Version)
{
    public static PublishedApplication Of(string name, Assembly? appHost) =>
        new(name.ToLowerInvariant(), (appHost?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0").Split('+')[0]);
}
