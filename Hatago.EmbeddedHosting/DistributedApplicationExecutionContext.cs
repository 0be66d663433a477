namespace Aspire.Hosting;

/// <summary>What the application is described for.</summary>
public enum DistributedApplicationOperation
{
    /// <summary>To run it here.</summary>
    Run,

    /// <summary>To write what deploys it elsewhere.</summary>
    Publish,
}

/// <summary>What the application is described for.</summary>
/// <param name="operation">Run or publish.</param>
public class DistributedApplicationExecutionContext(DistributedApplicationOperation operation)
{
    /// <summary>Run or publish.</summary>
    public DistributedApplicationOperation Operation { get; } = operation;

    /// <summary>It runs here.</summary>
    public bool IsRunMode => Operation == DistributedApplicationOperation.Run;

    /// <summary>What deploys it elsewhere is written.</summary>
    public bool IsPublishMode => Operation == DistributedApplicationOperation.Publish;
}
