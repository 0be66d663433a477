using System.Globalization;
using System.Text.RegularExpressions;
using Hatago.McpServer;
using Hatago.ServiceDefaults.Configuration;
using YamlDotNet.Core;

namespace Hatago.Tests.Monitoring;

/// <summary>What can be said of the compose file without a container engine.</summary>
public sealed partial class ComposeTests
{
    private static readonly ComposeFile Compose = ComposeFile.Read();

    public static TheoryData<string> Services => ["hatago", "redis", "prometheus", "alertmanager", "grafana"];

    [Fact]
    public void It_is_the_whole_stack() => Assert.Equal(Services.Select(row => row.Data).Order(), Compose.Services.Keys.Order());

    [Theory]
    [InlineData("interval:", "intervall:")]
    [InlineData("mem_limit: 2g", "mem_limit: 2g\n    mem_limit: 2g")]
    public void A_member_that_is_unknown_or_stands_twice_is_an_error(string once, string wrong) =>
        Assert.ThrowsAny<YamlException>(() => ComposeFile.Parse(ComposeFile.Text.Replace(once, wrong, StringComparison.Ordinal)));

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_has_a_pinned_image_says_when_it_is_healthy_and_comes_back(string name)
    {
        var service = Compose.Services[name];

        Assert.Matches(@"^([a-z]+/)?[a-z]+:v?\d+\.\d+\.\d+(-alpine)?$", ComposeFile.Default(service.Image));
        Assert.StartsWith("CMD", service.Healthcheck!.Test[0]);
        Assert.True(service.Healthcheck.Test.Count > 1);
        Assert.True(Seconds(service.Healthcheck.Timeout) <= Seconds(service.Healthcheck.Interval));
        Assert.Equal("unless-stopped", service.Restart);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_can_change_nothing_but_its_volumes_has_no_rights_and_a_limit_of_memory(string name)
    {
        var service = Compose.Services[name];

        Assert.True(service.ReadOnly);
        Assert.Equal(["ALL"], service.CapDrop);
        Assert.Equal(["no-new-privileges:true"], service.SecurityOpt);
        Assert.Matches(@"^\d+[mg]$", service.MemLimit);
        Assert.True(((IDictionary<object, object>)service.Logging!["options"]).ContainsKey("max-size"));
    }

    [Theory]
    [InlineData("hatago", 8787)]
    [InlineData("prometheus", 9090)]
    [InlineData("alertmanager", 9093)]
    [InlineData("grafana", 3000)]
    public void A_service_is_published_at_its_port_on_the_loopback_unless_told_otherwise(string name, int port) =>
        Assert.Equal([$"127.0.0.1:{port}:{port}"], Compose.Services[name].Ports.Select(ComposeFile.Default));

    [Fact]
    public void Redis_is_reached_by_hatago_alone()
    {
        Assert.Empty(Compose.Services["redis"].Ports);
        Assert.Equal(["sessions"], Compose.Services["redis"].Networks);
        Assert.Equal(["hatago", "redis"], Compose.Services.Where(service => service.Value.Networks.Contains("sessions")).Select(service => service.Key).Order());
        Assert.Equal("true", Compose.Networks["sessions"]!["internal"]);
        Assert.Equal("redis:6379", Compose.Services["hatago"].Environment["HATAGO_REDIS"]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void A_service_waits_until_those_are_healthy_that_it_depends_on(string name) => Assert.All(Compose.Services[name].DependsOn, on =>
    {
        Assert.Contains(on.Key, Compose.Services.Keys);
        Assert.Equal(("condition", "service_healthy"), Assert.Single(on.Value) is var (key, value) ? (key, value) : default);
    });

    [Fact]
    public void Nobody_starts_before_what_it_needs_and_prometheus_watches_a_hatago_that_does_not_start()
    {
        Assert.Equal(["redis"], Compose.Services["hatago"].DependsOn.Keys);
        Assert.Equal(["alertmanager"], Compose.Services["prometheus"].DependsOn.Keys);
        Assert.Equal(["prometheus"], Compose.Services["grafana"].DependsOn.Keys);
    }

    [Theory]
    [InlineData("redis", "/data")]
    [InlineData("prometheus", "/prometheus")]
    [InlineData("alertmanager", "/alertmanager")]
    [InlineData("grafana", "/var/lib/grafana")]
    public void What_has_to_outlive_a_container_is_in_a_volume(string name, string folder)
    {
        Assert.Equal(name, Assert.Single(Compose.Services[name].Mounts, mount => mount.Target == folder && !mount.IsReadOnly).Source);
        Assert.Contains(name, Compose.Volumes.Keys);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void What_a_service_mounts_of_the_repository_is_there_and_stays_as_it_is(string name) =>
        Assert.All(Compose.Services[name].Mounts.Where(mount => mount.IsPath), mount =>
        {
            Assert.True(mount.IsReadOnly, mount.Source);
            Assert.True(!mount.IsMade || Path.Exists(MonitoringFolder.Path(mount.Source)), mount.Source);
        });

    [Fact]
    public void Hatago_finds_its_plugins_and_its_trust_in_folders_that_it_cannot_change_and_that_are_never_made_by_mistake()
    {
        var hatago = Compose.Services["hatago"];

        Assert.Equal(
            [new("../artifacts/plugins", hatago.Environment["HATAGO_PLUGINS_DIR"], true, false), new("../artifacts/trust", hatago.Environment["HATAGO_TRUST_DIR"], true, false)],
            hatago.Mounts);
        Assert.StartsWith("/tmp:", Assert.Single(hatago.Tmpfs)); // Where plugins are copied to.
    }

    [Fact]
    public void Hatago_is_built_from_this_repository_as_this_version_and_runs_as_nobody_in_particular()
    {
        var hatago = Compose.Services["hatago"];

        Assert.Equal(Repository.Root, Path.GetFullPath(MonitoringFolder.Path((string)hatago.Build!["context"])));
        Assert.Equal("deploy/Dockerfile", hatago.Build["dockerfile"]);
        var version = ComposeFile.Default(hatago.Image).Split(':')[1];
        Assert.Contains($"<VersionPrefix>{version}</VersionPrefix>", File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props")));
        Assert.Equal(version, ComposeFile.Default((string)((IDictionary<object, object>)hatago.Build["args"])["VERSION"]));
        Assert.Equal("1654:1654", hatago.User);
    }

    [Fact]
    public void Every_variable_of_hatago_is_one_that_it_knows_with_a_value_that_is_allowed()
    {
        var known = ServiceVariables.All.Concat(HatagoVariables.All).ToDictionary(variable => variable.Name);

        Assert.All(Compose.Services["hatago"].Environment, variable =>
        {
            Assert.Contains(variable.Key, known.Keys);
            var value = ComposeFile.Default(variable.Value);
            Assert.True(value.Length == 0 || variable.Key.EndsWith("_DIR", StringComparison.Ordinal) || known[variable.Key].Normalize(value) is not null, $"{variable.Key}={value}");
        });
    }

    [Fact]
    public void Hatago_is_given_longer_to_end_than_it_takes()
    {
        var hatago = Compose.Services["hatago"];
        var delay = int.Parse(hatago.Environment["HATAGO_SHUTDOWN_DELAY_MS"], CultureInfo.InvariantCulture);
        var graceful = int.Parse(hatago.Environment["GRACEFUL_TIMEOUT_MS"], CultureInfo.InvariantCulture);

        Assert.True(Seconds(hatago.StopGracePeriod) * 1000 >= delay + graceful + 5000); // 5 s for the end: docs/operations/draining.md.
    }

    [Fact]
    public void There_is_no_password_in_it_and_who_gives_none_is_told_what_to_set()
    {
        var secrets = Compose.Services.Values.SelectMany(service => service.Environment).Where(variable => Secret().IsMatch(variable.Key)).ToArray();

        Assert.Equal("GF_SECURITY_ADMIN_PASSWORD", Assert.Single(secrets).Key);
        Assert.All(secrets, variable => Assert.Matches(@"^\$\{([A-Z_]+):\?[^}]*\1[^}]*\}$", variable.Value));
        Assert.DoesNotMatch("(?i)requirepass|password=", ComposeFile.Text);
    }

    [Fact]
    public void Every_receiver_finds_its_address_in_a_secret_that_is_kept_out_of_the_repository()
    {
        var receivers = MonitoringFolder.Sequence(MonitoringFolder.Read(MonitoringFolder.Path("alertmanager", "alertmanager.yml"))["receivers"]).ToArray();
        var mounted = Compose.Services["alertmanager"].Secrets.ToDictionary(secret => secret["source"], secret => secret["target"]);

        Assert.Equal(receivers.ToDictionary(receiver => receiver.Text("name"), receiver => MonitoringFolder.Sequence(receiver["webhook_configs"]).Single().Text("url_file")), mounted);
        Assert.All(mounted.Keys, name => Assert.Equal($"../artifacts/urls/{name}", Compose.Secrets[name]["file"]));
        Assert.Contains("artifacts/", File.ReadAllLines(Path.Combine(Repository.Root, ".gitignore")));
    }

    [Fact]
    public void Prometheus_keeps_what_the_error_budget_looks_back_on() =>
        Assert.Contains("--storage.tsdb.retention.time=35d", Compose.Services["prometheus"].Command);

    [Fact]
    public void Where_prometheus_and_grafana_look_there_is_a_service_at_that_port()
    {
        var addresses = Target().Matches(File.ReadAllText(MonitoringFolder.Path("prometheus", "prometheus.yml"))).Concat(
            Url().Matches(File.ReadAllText(Directory.GetFiles(MonitoringFolder.Path("grafana", "provisioning", "datasources")).Single()))).ToArray();

        Assert.True(addresses.Length >= 5);
        Assert.All(addresses, address =>
        {
            var service = Compose.Services[address.Groups[1].Value];
            Assert.EndsWith($":{address.Groups[2].Value}", service.Ports.Single());
            Assert.Contains("default", service.Networks);
        });
    }

    [Fact]
    public void Grafana_finds_the_dashboards_where_its_provisioning_looks()
    {
        var grafana = Compose.Services["grafana"];

        Assert.Equal("./grafana/dashboards", Assert.Single(grafana.Mounts, mount => mount.Target == grafana.Environment["HATAGO_DASHBOARDS"]).Source);
    }

    private static int Seconds(string? duration)
    {
        Assert.Matches(@"^\d+[sm]$", duration);
        return int.Parse(duration![..^1], CultureInfo.InvariantCulture) * (duration[^1] == 'm' ? 60 : 1);
    }

    [GeneratedRegex("PASSWORD|SECRET|TOKEN|KEY")]
    private static partial Regex Secret();

    [GeneratedRegex("targets: \\[\"([a-z]+):(\\d+)\"\\]")]
    private static partial Regex Target();

    [GeneratedRegex("url: http://([a-z]+):(\\d+)")]
    private static partial Regex Url();
}
