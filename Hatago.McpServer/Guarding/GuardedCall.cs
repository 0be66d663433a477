using Hatago.PluginLoading;

namespace Hatago.McpServer.Guarding;

/// <summary>What is called, as its answers and log records name it; its kind is <c>Tool</c>, <c>Prompt</c>, <c>Resource</c> or <c>Completion</c>.</summary>
internal readonly record struct GuardedCall(string Kind, string Name, LoadedPlugin Plugin);
