using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Hatago.McpServer.Mcp;
using Hatago.McpServer.Sessions;
using Hatago.McpServer.Slo;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace Hatago.McpServer.Hardening;

/// <summary>So many requests a second for each client: a token's owner, else an address. Clients that are silent are forgotten within seconds.</summary>
internal sealed class ClientLimiter(IOptions<HardeningOptions> options) : IConfigureOptions<RateLimiterOptions>
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly HardeningOptions _options = options.Value;

    public void Configure(RateLimiterOptions limiter)
    {
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context => HardeningOptions.IsOpen(context.Request.Path)
            ? RateLimitPartition.GetNoLimiter("")
            : RateLimitPartition.GetTokenBucketLimiter(Client(context), _ => new()
            {
                TokensPerPeriod = _options.RateLimitPerSecond,
                TokenLimit = Math.Max(_options.RateLimitBurst, _options.RateLimitPerSecond),
                ReplenishmentPeriod = Second,
            }));
        limiter.OnRejected = async (rejected, _) => await RefuseAsync(rejected);
    }

    private static string Client(HttpContext context) => SessionOwner.Of(context.User) is { } owner
        ? $"{owner.Issuer} {owner.Value}"
        : context.Connection.RemoteIpAddress is { } address ? Network(address) : "";

    /// <summary>Whoever has one address of IPv6 has all of its /64 (RFC 6177).</summary>
    private static string Network(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4().ToString()
        : address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes(), 0, 8)
        : address.ToString();

    private static Task RefuseAsync(OnRejectedContext rejected)
    {
        var context = rejected.HttpContext;
        var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) && after > Second ? after : Second;
        context.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(System.Globalization.CultureInfo.InvariantCulture);
        context.Features.GetRequiredFeature<RequestOutcome>().Fail(ErrorReason.Overload);
        return context.RefuseInKindAsync(StatusCodes.Status429TooManyRequests, "You ask too often; HATAGO_RATE_LIMIT_PER_SECOND is the limit of one client.");
    }
}
