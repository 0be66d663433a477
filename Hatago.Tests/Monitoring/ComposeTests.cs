using YamlDotNet.RepresentationModel;

namespace Hatago.Tests.Monitoring;

/// <summary>What can be said of the compose file without a container engine.</summary>
public sealed class ComposeTests
{
    private static readonly YamlNode Compose = MonitoringFolder.Read(MonitoringFolder.Path("docker-compose.monitoring.yml"));

    public static TheoryData<string> Services => ["prometheus", "alertmanager", "grafana"];

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_has_a_pinned_image_is_published_on_the_loopback_only_and_says_when_it_is_healthy(string name)
    {
        var service = (YamlMappingNode)Compose["services"][name];

        Assert.Matches(@"^[a-z]+/[a-z]+:v?\d+\.\d+\.\d+$", service.Text("image"));
        Assert.All(((YamlSequenceNode)service["ports"]).Children, port => Assert.StartsWith("127.0.0.1:", port.ToString()));
        Assert.NotEmpty(((YamlSequenceNode)service["healthcheck"]["test"]).Children);
        Assert.Equal("unless-stopped", service.Text("restart"));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_a_service_mounts_is_there_and_stays_as_it_is(string name)
    {
        var volumes = ((YamlSequenceNode)Compose["services"][name]["volumes"]).Children.Select(volume => volume.ToString().Split(':')).ToArray();

        Assert.All(volumes.Where(volume => volume[0].StartsWith('.')), volume =>
        {
            Assert.True(Path.Exists(MonitoringFolder.Path(volume[0])), volume[0]);
            Assert.Equal("ro", volume[2]);
        });
        Assert.Contains(((YamlMappingNode)Compose["volumes"]).Children.Keys, key => key.ToString() == name);
    }

    [Fact]
    public void Every_receiver_finds_its_address_in_a_secret_that_is_kept_out_of_the_repository()
    {
        var receivers = MonitoringFolder.Sequence(MonitoringFolder.Read(MonitoringFolder.Path("alertmanager", "alertmanager.yml"))["receivers"]).ToArray();
        var mounted = MonitoringFolder.Sequence(Compose["services"]["alertmanager"]["secrets"]).ToDictionary(secret => secret.Text("source"), secret => secret.Text("target"));

        Assert.Equal(receivers.ToDictionary(receiver => receiver.Text("name"), receiver => MonitoringFolder.Sequence(receiver["webhook_configs"]).Single().Text("url_file")), mounted);
        Assert.All(mounted.Keys, name => Assert.Equal($"../artifacts/urls/{name}", Compose.Text("secrets", name, "file")));
        Assert.Contains("artifacts/", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
    }

    [Fact]
    public void Prometheus_keeps_what_the_error_budget_looks_back_on_and_finds_hatago()
    {
        var prometheus = Compose["services"]["prometheus"];

        Assert.Contains(((YamlSequenceNode)prometheus["command"]).Children, argument => argument.ToString() == "--storage.tsdb.retention.time=35d");
        Assert.Contains(((YamlSequenceNode)prometheus["extra_hosts"]).Children, host => host.ToString() == "hatago:host-gateway");
    }
}
