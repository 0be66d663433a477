using System.Net;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Hatago.McpServer.Hardening;

/// <summary>
/// Under which names the server may be called: those that are configured; else, while it listens on the loopback only, the names of the
/// loopback and those it listens on; else any. A page whose own DNS entry leads here (DNS rebinding) calls it by another name.
/// </summary>
internal sealed class AllowedHosts(IOptions<HardeningOptions> options, IConfiguration configuration)
{
    private const string Any = "*";

    private readonly IList<StringSegment> _names = [.. Names(options.Value, configuration).Select(name => new StringSegment(name))];

    private bool IsAny => _names.Contains(Any);

    public bool Allows(HostString host) => IsAny || (host.HasValue && HostString.MatchesAny(host.Host, _names));

    /// <summary>Whether a page is of this server itself. Where any name will do nobody can tell: a rebound name is its page's origin too.</summary>
    public bool IsOwn(string origin, HttpRequest request) => !IsAny && origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);

    private static IEnumerable<string> Names(HardeningOptions options, IConfiguration configuration)
    {
        if (options.Hosts.Count > 0)
            return options.Hosts;

        var listening = (configuration[WebHostDefaults.ServerUrlsKey] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries).Select(url => BindingAddress.Parse(url).Host).ToArray();
        return listening.Length > 0 && listening.All(IsLoopback) ? ["localhost", "*.localhost", "127.0.0.1", "[::1]", .. listening] : [Any];
    }

    private static bool IsLoopback(string host) => host == "localhost" || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
