using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Hatago.EmbeddedHosting.Processes;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>Gives each endpoint its address before anything is started.</summary>
internal static class EndpointAllocator
{
    private const string Host = "localhost";

    /// <param name="randomize">Free ports for all of them, whatever they ask for.</param>
    /// <exception cref="DistributedApplicationException">A port is taken; each is named, with the process that holds it.</exception>
    public static void Allocate(IEnumerable<IResource> resources, bool randomize)
    {
        var endpoints = resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint))).ToArray();

        foreach (var (_, endpoint) in endpoints)
        {
            var port = randomize ? Ports.NextFree() : endpoint.Port ?? endpoint.TargetPort ?? Ports.NextFree();
            endpoint.TargetPort = port;
            endpoint.AllocatedEndpoint = new(endpoint, Host, port);
        }

        string[] taken =
        [
            .. endpoints
                .Where(one => !one.resource.IsStartedExplicitly() && Ports.IsTaken(one.endpoint.AllocatedEndpoint!.Port))
                .Select(one => $"Port {one.endpoint.AllocatedEndpoint!.Port} of {one.resource.Name} is taken by {Ports.Holder(one.endpoint.AllocatedEndpoint!.Port)}."),
            .. endpoints
                .GroupBy(one => one.endpoint.AllocatedEndpoint!.Port)
                .Where(same => same.Count() > 1)
                .Select(same => $"Port {same.Key} is asked for by {string.Join(" and ", same.Select(one => one.resource.Name))}."),
        ];
        if (taken.Length > 0)
            throw new DistributedApplicationException(string.Join(Environment.NewLine, [.. taken, "Nothing was started. End what holds a port, or choose another one."]));
    }
}
