using Aspire.Hosting;
using Aspire.Hosting.Kubernetes.Resources;
using Aspire.Hosting.Testing;
using Hatago.EmbeddedHosting.Publishing;
using Hatago.Tests.Deploy;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Hatago.Tests.EmbeddedHosting;

public sealed class PublishTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_resource_becomes_a_deployment_a_service_and_variables_and_others_find_it_by_its_services_name()
    {
        var builder = Builder();
        builder.AddKubernetesEnvironment("kubernetes");
        var first = builder.AddProject<Projects.Hatago_McpServer>("first").WithHttpEndpoint(targetPort: 7000, name: "http", env: "PORT").WithReplicas(2);
        builder.AddProject<Projects.Hatago_McpServer>("second").WithReference(first).WithArgs("--say", "yes").WithEnvironment("A", "a b=c");
        builder.AddExecutable("local", "true", "/");

        await PublishAsync(builder);

        var manifests = Manifests.Parse(await Kubectl.KustomizeAsync(_folder.Path));
        var deployments = manifests.All<V1Deployment>().ToDictionary(one => one.Metadata.Name, one => one.Spec);
        Assert.Equal(["first", "second"], deployments.Keys.Order());
        Assert.Equal((2, 1), (deployments["first"].Replicas!.Value, deployments["second"].Replicas!.Value));
        Assert.Equal(["--say", "yes"], deployments["second"].Template.Spec.Containers[0].Args);
        Assert.Equal("first-service", manifests.Single<V1Service>().Metadata.Name);
        var variables = manifests.All<V1ConfigMap>().ToDictionary(one => one.Metadata.Name.Split('-')[0], one => one.Data);
        Assert.Equal("7000", variables["first"]["PORT"]);
        Assert.Equal(("http://first-service:7000", "a b=c"), (variables["second"]["services__first__http__0"], variables["second"]["A"]));
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "local")));
    }

    [Fact]
    public async Task What_the_model_cannot_say_is_said_to_what_it_becomes()
    {
        var builder = Builder();
        builder.AddKubernetesEnvironment("kubernetes");
        builder.AddProject<Projects.Hatago_McpServer>("server").PublishAsKubernetesService(server =>
        {
            server.Workload!.PodTemplate.Spec.Volumes.Add(new() { Name = "tmp", EmptyDir = new() { SizeLimit = "1Mi" } });
            server.AdditionalResources.Add(new ConfigMap { Metadata = { Name = "more" }, Data = { ["number"] = "1" } });
        });

        await PublishAsync(builder);

        var manifests = Manifests.Parse(await Kubectl.KustomizeAsync(_folder.Path));
        Assert.Equal("tmp", manifests.Deployment.Spec.Template.Spec.Volumes.Single().Name);
        Assert.Equal("1", manifests.Single<V1ConfigMap>().Data["number"]);
    }

    [Theory]
    [InlineData("--output-path is missing: the folder to write to.", "", true, "a")]
    [InlineData("The embedded engine has no step 'deploy'; it has 'publish'.", "--step deploy --output-path here", true, "a")]
    [InlineData("The application names no place to be published for; its AppHost needs AddKubernetesEnvironment.", "--output-path here", false, "a")]
    [InlineData("--output-path /proc/here cannot be written", "--output-path /proc/here", true, "a")]
    [InlineData("The variable A of 'server' has more than one line", "--output-path here", true, "a\nb")]
    public async Task What_is_wrong_is_named_and_nothing_is_written(string problem, string arguments, bool hasPlace, string value)
    {
        var here = Path.Combine(_folder.Path, "here");
        var builder = DistributedApplicationTestingBuilder.Create(["--operation", "publish", .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one == "here" ? here : one)]);
        if (hasPlace)
            builder.AddKubernetesEnvironment("kubernetes");
        builder.AddProject<Projects.Hatago_McpServer>("server").WithEnvironment("A", value);
        await using var app = await builder.BuildAsync(Cancellation);

        var refused = await Assert.ThrowsAsync<DistributedApplicationException>(() => app.Services.GetRequiredService<KubernetesPublisher>().PublishAsync(Cancellation));

        Assert.StartsWith(problem, refused.Message);
        Assert.False(Directory.Exists(here));
    }

    [Fact]
    public void Another_operation_is_refused() =>
        Assert.Equal(
            "The embedded engine has no operation 'deploy'; it has 'run' and 'publish'.",
            Assert.Throws<DistributedApplicationException>(() => DistributedApplicationTestingBuilder.Create("--operation", "deploy")).Message);

    private IDistributedApplicationTestingBuilder Builder() => DistributedApplicationTestingBuilder.Create("--operation", "publish", "--step", "publish", "--output-path", _folder.Path);

    private static async Task PublishAsync(IDistributedApplicationTestingBuilder builder)
    {
        await using var app = await builder.BuildAsync(Cancellation);
        await app.RunAsync(Cancellation);
    }
}
