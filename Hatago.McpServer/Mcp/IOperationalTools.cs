namespace Hatago.McpServer.Mcp;

/// <summary>A feature's own tools for operators.</summary>
internal interface IOperationalTools
{
    IEnumerable<OperationalTool> Tools { get; }
}
