using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Hatago.EmbeddedHosting.Processes;
using Microsoft.Extensions.Configuration;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>Makes a process to start out of a resource: its program, its arguments, its environment.</summary>
internal sealed class Launcher(DistributedApplicationExecutionContext execution, IConfiguration configuration)
{
    private const string OtlpEndpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <exception cref="DistributedApplicationException">The program is missing.</exception>
    public async Task<Launch> PrepareAsync(IResource resource, CancellationToken cancellation)
    {
        var (command, first, workingDirectory) = Program(resource);
        var own = new Dictionary<string, object>();
        AddOwn(resource, own);
        return new(command, [.. first, .. await resource.ArgumentsAsync(cancellation)], workingDirectory, await resource.EnvironmentAsync(execution, own, cancellation));
    }

    private static (string Command, IReadOnlyList<string> Arguments, string WorkingDirectory) Program(IResource resource)
    {
        switch (resource)
        {
            case ProjectResource:
                var project = resource.Annotations.OfType<ProjectAnnotation>().Single().Project;
                if (project is not IBuiltProjectMetadata built || !File.Exists(built.TargetPath))
                    throw new DistributedApplicationException($"{project.ProjectPath} is not built; run 'dotnet build' on the AppHost");
                return (Found("dotnet"), [built.TargetPath], Path.GetDirectoryName(project.ProjectPath)!);
            case ExecutableResource executable:
                return (Found(executable.Command), [], executable.WorkingDirectory);
            default:
                throw new DistributedApplicationException($"the embedded engine runs projects and executables, not {resource.GetType().Name}");
        }
    }

    /// <summary>What every service gets: where to listen, and the name it has in telemetry.</summary>
    private void AddOwn(IResource resource, Dictionary<string, object> environment)
    {
        if (resource is not ProjectResource)
            return;

        environment["ASPNETCORE_URLS"] = string.Join(';', resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => endpoint.AllocatedEndpoint!.UriString));
        if (string.IsNullOrEmpty(configuration[OtlpEndpoint]))
            return;

        environment[OtlpEndpoint] = configuration[OtlpEndpoint]!;
        environment["OTEL_SERVICE_NAME"] = resource.Name;
    }

    private static string Found(string command) => Executables.Find(command)
        ?? throw new DistributedApplicationException(command.Contains('/') ? $"there is no program {command}" : $"there is no command '{command}' on PATH");
}
