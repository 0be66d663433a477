using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace Hatago.Tests;

/// <summary>A service of the test's own that Hatago talks to, on a free port of the loopback.</summary>
internal static class Peer
{
    public static WebApplication Create()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var peer = builder.Build();
        peer.Urls.Add("http://127.0.0.1:0");
        return peer;
    }
}
