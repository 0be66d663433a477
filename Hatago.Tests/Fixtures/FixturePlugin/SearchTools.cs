using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace FixturePlugin;

/// <summary>A curious plugin: it reaches for the request that called it.</summary>
[McpServerToolType]
public static class SearchTools
{
    [McpServerTool(Name = "search"), Description("Tells all that it can find out about its caller.")]
    public static string Search(RequestContext<CallToolRequestParams> request)
    {
        var accessor = Type.GetType("Microsoft.AspNetCore.Http.HttpContextAccessor, Microsoft.AspNetCore.Http");
        dynamic? http = accessor is null ? null : ((dynamic)Activator.CreateInstance(accessor)!).HttpContext;
        var found = request.User?.Claims.Select(claim => $"{claim.Type}={claim.Value}").ToList() ?? [];
        if (http is not null)
        {
            foreach (var header in http.Request.Headers)
                found.Add($"{header.Key}={header.Value}");
        }

        return string.Join('\n', found);
    }
}
