using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;
using Microsoft.Extensions.Configuration;

namespace Hatago.EmbeddedHosting.Publishing;

/// <summary>
/// Writes the application as manifests for <c>kubectl apply -k</c>: a <c>kustomization.yaml</c>, and a folder for each resource
/// that runs somewhere. Executables are left out, as in real Aspire: they are of this machine.
/// </summary>
internal sealed class KubernetesPublisher(
    IResourceCollection resources, DistributedApplicationExecutionContext execution, IConfiguration configuration, PublishedApplication application)
{
    /// <summary>The settings that real Aspire has for it.</summary>
    private const string OutputPath = "output-path", Step = "step", PublishStep = "publish";

    private const string Header = "# Written by --operation publish from the model of the AppHost. Change that, not this file.\n";

    /// <returns>The folder, and the files in it, relative to it.</returns>
    /// <exception cref="DistributedApplicationException">The folder is not named or cannot be written, or the model cannot be published.</exception>
    public async Task<(string Folder, IReadOnlyList<string> Files)> PublishAsync(CancellationToken cancellation)
    {
        if (configuration[Step] is { } step && step != PublishStep)
            throw new DistributedApplicationException($"The embedded engine has no step '{step}'; it has '{PublishStep}'.");
        if (configuration[OutputPath] is not { Length: > 0 } path)
            throw new DistributedApplicationException($"--{OutputPath} is missing: the folder to write to.");
        if (!resources.OfType<KubernetesEnvironmentResource>().Any())
            throw new DistributedApplicationException("The application names no place to be published for; its AppHost needs AddKubernetesEnvironment.");

        var folder = Path.GetFullPath(path);
        var files = await DescribeAsync(cancellation); // All of them, before one is written.
        try
        {
            foreach (var (name, text) in files)
            {
                var file = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(file)!);
                await File.WriteAllTextAsync(file, Header + text, cancellation);
            }
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException($"--{OutputPath} {path} cannot be written: {problem.Message}");
        }

        return (folder, [.. files.Keys]);
    }

    private async Task<SortedDictionary<string, string>> DescribeAsync(CancellationToken cancellation)
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var kustomization = new Kustomization();
        IResource[] running = [.. resources.Where(resource => resource is IComputeResource)];
        KubernetesModel.Allocate(running);
        foreach (var resource in running)
        {
            var described = await KubernetesModel.DescribeAsync(resource, application.Name, application.Version, execution, cancellation);
            AddAll(described, files, kustomization);
        }

        files["kustomization.yaml"] = KubernetesYaml.Write(kustomization);
        return files;
    }

    private static void AddAll(KubernetesResource described, SortedDictionary<string, string> files, Kustomization kustomization)
    {
        foreach (var manifest in new BaseKubernetesResource?[] { described.Workload, described.Service, described.Secret }.Concat(described.AdditionalResources).OfType<BaseKubernetesResource>())
        {
            var own = described.AdditionalResources.Contains(manifest) ? $"{manifest.Kind}-{manifest.Metadata.Name}" : manifest.Kind!;
            var file = $"{described.Name}/{own.ToLowerInvariant()}.yaml";
            files.Add(file, KubernetesYaml.Write(manifest));
            kustomization.Resources.Add(file);
        }

        if (described.ConfigMap is not { } config)
            return;

        if (config.Data.FirstOrDefault(one => one.Value.AsSpan().ContainsAny('\r', '\n')) is { Key: { } broken })
            throw new DistributedApplicationException($"The variable {broken} of '{described.Name}' has more than one line, which its file cannot hold.");
        var variables = $"{described.Name}/config.env";
        files.Add(variables, string.Concat(config.Data.Select(one => $"{one.Key}={one.Value}\n")));
        kustomization.ConfigMapGenerator.Add(new(config.Metadata.Name, [variables], new(config.Metadata.Labels)));
    }
}
