using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.PluginSdk;

/// <summary>
/// Implemented by a plugin that wants services of its own. A plugin whose tools need none does without: the attributes
/// of the MCP C# SDK are enough.
/// </summary>
/// <remarks>
/// The class needs a public parameterless constructor. It is created once for each load of the plugin. An exception
/// refuses the plugin; the server and the other plugins go on.
/// </remarks>
public interface IHatagoPlugin
{
    /// <summary>Adds what the plugin's tools, prompts and resources take as parameters or constructor arguments.</summary>
    /// <param name="services">
    /// The plugin's own container. It already has <c>ILogger</c> and <c>ILogger&lt;T&gt;</c> that log under the plugin's
    /// name, <see cref="TimeProvider"/>, <see cref="IConfiguration"/> and <c>IHttpClientFactory</c> whose clients retry,
    /// time out and break.
    /// </param>
    /// <param name="configuration">The section <c>Hatago:Plugins:&lt;name&gt;</c> of the server's configuration.</param>
    void ConfigureServices(IServiceCollection services, IConfiguration configuration);
}
