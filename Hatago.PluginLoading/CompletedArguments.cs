using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Hatago.PluginSdk;
using ModelContextProtocol.Protocol;

namespace Hatago.PluginLoading;

/// <summary>The arguments of a prompt or of a resource template, as a client may have them completed.</summary>
/// <param name="name">The prompt's name, or the template's URI.</param>
/// <param name="method">What the arguments are parameters of.</param>
internal sealed class CompletedArguments(string name, MethodInfo method)
{
    /// <summary>The most values of one answer (MCP, completion/complete).</summary>
    private const int MaxValues = 100;

    private readonly Dictionary<string, string[]> _allowed = method.GetParameters().ToDictionary(
        parameter => parameter.Name!,
        parameter => parameter.GetCustomAttribute<AllowedValuesAttribute>()?.Values.OfType<string>().ToArray() ?? []);

    public string Name => name;

    public bool Has(string argument) => _allowed.ContainsKey(argument);

    /// <summary>What the plugin finds, then those of the fixed values that begin as what was typed.</summary>
    public async ValueTask<CompleteResult> CompleteAsync(IServiceProvider services, CompleteRequestParams request, CancellationToken cancellation)
    {
        var found = services.GetService<ICompletionSource>() is { } source ? await source.CompleteAsync(request, cancellation) : [];
        var allowed = _allowed[request.Argument.Name].Where(value => value.StartsWith(request.Argument.Value, StringComparison.OrdinalIgnoreCase));
        var values = found.Concat(allowed).Distinct().ToArray();
        return new() { Completion = new() { Values = [.. values.Take(MaxValues)], Total = values.Length, HasMore = values.Length > MaxValues } };
    }
}
