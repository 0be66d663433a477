namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables when the resource starts.</summary>
internal sealed record EnvironmentAnnotation(Action<EnvironmentCallbackContext> Callback) : IResourceAnnotation;

/// <summary>Adds command line arguments when the resource starts.</summary>
internal sealed record ArgsAnnotation(Action<CommandLineArgsCallbackContext> Callback) : IResourceAnnotation;

/// <summary>A check, by its key in the application's health checks, that counts for the resource's health.</summary>
internal sealed record HealthAnnotation(string Key) : IResourceAnnotation;

/// <summary>What has to be there before the resource starts: another that is healthy, or one that has ended with an exit code.</summary>
internal sealed record DependencyAnnotation(IResource Resource, int? ExitCode) : IResourceAnnotation;

/// <summary>The resource is started by a command only.</summary>
internal sealed record ExplicitStartAnnotation : IResourceAnnotation;

/// <summary>Changes how the URL of an endpoint is shown.</summary>
internal sealed record UrlAnnotation(string EndpointName, Action<ResourceUrlAnnotation> Callback) : IResourceAnnotation;

/// <summary>How many of a resource run.</summary>
internal sealed record ReplicaAnnotation(int Replicas) : IResourceAnnotation;

/// <summary>The project that a resource runs.</summary>
internal sealed record ProjectAnnotation(IProjectMetadata Project) : IResourceAnnotation;
