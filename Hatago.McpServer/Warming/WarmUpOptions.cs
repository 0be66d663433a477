namespace Hatago.McpServer.Warming;

internal sealed record WarmUpOptions
{
    /// <summary>The longest that the process calls itself before it listens; zero for not at all.</summary>
    public TimeSpan WarmUp { get; init; }
}
