namespace Aspire.Hosting;

/// <summary>Where a project is. The build writes one class for each project that the AppHost references.</summary>
public interface IProjectMetadata
{
    /// <summary>Absolute path of the project file.</summary>
    string ProjectPath { get; }
}

/// <summary>What the embedded engine's build adds: where the project's build output is.</summary>
public interface IBuiltProjectMetadata : IProjectMetadata
{
    /// <summary>Absolute path of the assembly.</summary>
    string TargetPath { get; }
}
