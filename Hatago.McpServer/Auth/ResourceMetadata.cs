using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Authentication;

namespace Hatago.McpServer.Auth;

/// <summary>
/// OAuth 2.0 Protected Resource Metadata (RFC 9728): tells clients which issuer has tokens for this server. At the well-known place of
/// <c>/mcp</c>, at that of the audience's own path, and at the root.
/// </summary>
internal sealed class ResourceMetadata(IOptions<AuthOptions> options)
{
    private const string WellKnown = "/.well-known/oauth-protected-resource";
    private const string McpPath = "/mcp";

    private readonly AuthOptions _options = options.Value;

    /// <summary>Where a client that was refused finds it (RFC 9728 section 5.1). By the audience where it is a URL: behind a gateway no request tells.</summary>
    public string Address(HttpRequest request) => _options.Resource is { } resource
        ? $"{resource.GetLeftPart(UriPartial.Authority)}{WellKnown}{resource.AbsolutePath.TrimEnd('/')}"
        : UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, WellKnown + McpPath);

    public IResult Get(HttpRequest request, string? path) => IsOurs(path) ? Results.Json(Describe(request), McpJsonUtilities.DefaultOptions) : Results.NotFound();

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapGet($"{WellKnown}/{{**path}}", (HttpRequest request, string? path, ResourceMetadata metadata) => metadata.Get(request, path));

    private bool IsOurs(string? path) => $"/{path}".TrimEnd('/') is var place && (place is "" or McpPath || place == _options.Resource?.AbsolutePath.TrimEnd('/'));

    private ProtectedResourceMetadata Describe(HttpRequest request) => new()
    {
        Resource = _options.Resource is { } resource ? resource.OriginalString : UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, McpPath),
        ResourceName = "Hatago",
        AuthorizationServers = [_options.AuthIssuer!],
        ScopesSupported = [_options.AuthScope],
    };
}
