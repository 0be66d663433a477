namespace Hatago.McpServer.Guarding;

/// <summary>The failure that <c>concurrency.test</c> triggers.</summary>
internal sealed class DrillException() : Exception("A failure triggered by concurrency.test.");
