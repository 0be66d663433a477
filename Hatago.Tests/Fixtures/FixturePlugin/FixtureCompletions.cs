using Hatago.PluginSdk;
using ModelContextProtocol.Protocol;

namespace FixturePlugin;

public sealed class FixtureCompletions(Greeter greeter) : ICompletionSource
{
    public async ValueTask<IEnumerable<string>> CompleteAsync(CompleteRequestParams request, CancellationToken cancellation)
    {
        switch (request.Argument.Value)
        {
            case "fail":
                throw new InvalidOperationException("the secret is completion");
            case "wait":
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellation);
                return [];
            case "many":
                return Enumerable.Range(0, 150).Select(number => $"many {number}");
            default:
                return [greeter.Greet(request.Argument.Value), request.Context?.Arguments?.Values.FirstOrDefault() ?? "nothing else"];
        }
    }
}
