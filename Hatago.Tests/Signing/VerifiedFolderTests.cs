using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>What is no plain folder of files within limits is refused before it is read.</summary>
public sealed class VerifiedFolderTests : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly PluginOnDisk _plugin = new();

    [Fact]
    public async Task A_symbolic_link_to_a_file_is_refused()
    {
        await _plugin.SignAsync();
        File.Move(_plugin.In("Weather.dll"), Path.Combine(_plugin.Outside, "Weather.dll"));
        File.CreateSymbolicLink(_plugin.In("Weather.dll"), "../Weather.dll");

        await AssertInvalidAsync("'Weather.dll' is a symbolic link");
    }

    [Fact]
    public async Task A_symbolic_link_to_a_folder_is_refused()
    {
        await _plugin.SignAsync();
        Directory.Move(_plugin.In("runtimes"), Path.Combine(_plugin.Outside, "runtimes"));
        Directory.CreateSymbolicLink(_plugin.In("runtimes"), "../runtimes");

        await AssertInvalidAsync("'runtimes' is a symbolic link");
    }

    [Fact]
    public async Task A_symbolic_link_to_nothing_is_refused()
    {
        await _plugin.SignAsync();
        File.CreateSymbolicLink(_plugin.In("gone"), "/nowhere");

        await AssertInvalidAsync("'gone' is a symbolic link");
    }

    [Fact]
    public async Task A_signature_that_is_a_symbolic_link_is_refused()
    {
        await _plugin.SignAsync();
        File.Move(_plugin.Envelope, Path.Combine(_plugin.Outside, "signature"));
        File.CreateSymbolicLink(_plugin.Envelope, "../signature");

        await AssertInvalidAsync("'plugin.sig.json' is a symbolic link");
    }

    [Fact]
    public async Task A_plugin_that_is_a_symbolic_link_itself_is_refused()
    {
        await _plugin.SignAsync();
        Directory.Move(_plugin.Folder, Path.Combine(_plugin.Outside, "elsewhere"));
        Directory.CreateSymbolicLink(_plugin.Folder, "elsewhere");

        await AssertInvalidAsync("the folder is a symbolic link");
    }

    [Theory]
    [InlineData("Weather.dll")]
    [InlineData("plugin.sig.json")]
    public async Task A_fifo_is_refused_at_once(string path)
    {
        await _plugin.SignAsync();
        File.Delete(_plugin.In(path));
        await UnixCommand.RunAsync("mkfifo", _plugin.In(path));

        await AssertInvalidAsync($"'{path}' is no regular file");
    }

    [Fact]
    public async Task A_socket_is_refused_at_once()
    {
        await _plugin.SignAsync();
        using var socket = new System.Net.Sockets.Socket(System.Net.Sockets.AddressFamily.Unix, System.Net.Sockets.SocketType.Stream, 0);
        socket.Bind(new System.Net.Sockets.UnixDomainSocketEndPoint(_plugin.In("socket")));

        await AssertInvalidAsync("'socket' is no regular file");
    }

    /// <summary>A user who may not make a device can link to one.</summary>
    [Theory]
    [InlineData("Weather.dll")]
    [InlineData("plugin.sig.json")]
    public async Task A_device_is_refused_at_once(string path)
    {
        await _plugin.SignAsync();
        File.Delete(_plugin.In(path));
        var isDevice = await UnixCommand.SucceedsAsync("mknod", _plugin.In(path), "c", "1", "5");
        if (!isDevice)
            File.CreateSymbolicLink(_plugin.In(path), "/dev/zero");

        await AssertInvalidAsync($"'{path}' is {(isDevice ? "no regular file" : "a symbolic link")}");
    }

    [Fact]
    public async Task A_hard_link_to_the_outside_counts_by_its_content()
    {
        await _plugin.SignAsync();
        var outside = Path.Combine(_plugin.Outside, "outside");
        File.Move(_plugin.In("Weather.dll"), outside);
        await UnixCommand.RunAsync("ln", outside, _plugin.In("Weather.dll"));

        Assert.Equal(SignatureStatus.Valid, (await _plugin.VerifyAsync()).Status);
        await File.WriteAllTextAsync(outside, "content of weather.dll", TestContext.Current.CancellationToken);
        await AssertInvalidAsync("Weather.dll: changed");
    }

    [Fact]
    public async Task A_folder_is_at_most_16_deep()
    {
        _plugin.Write(string.Concat(Enumerable.Repeat("d/", 15)) + "file", "");
        await _plugin.SignAsync();
        Assert.Equal(SignatureStatus.Valid, (await _plugin.VerifyAsync()).Status);

        Directory.CreateDirectory(_plugin.In(string.Concat(Enumerable.Repeat("d/", 16))));

        await AssertInvalidAsync("is 17 folders deep; at most 16 are allowed");
    }

    [Fact]
    public async Task A_folder_has_at_most_10000_entries()
    {
        await _plugin.SignAsync();
        for (var index = Directory.GetFileSystemEntries(_plugin.Folder, "*", SearchOption.AllDirectories).Length; index < 10_001; index++)
            File.Create(_plugin.In($"{index}")).Dispose();

        await AssertInvalidAsync("it has more than 10000 files and folders");
    }

    [Fact]
    public async Task A_folder_of_more_than_a_gibibyte_is_refused_unread()
    {
        await _plugin.SignAsync();
        WriteHoles("Weather.dll", 1L << 30);

        await AssertInvalidAsync("its files have more than 1073741824 bytes");
    }

    [Fact]
    public async Task An_envelope_over_its_limit_is_refused()
    {
        WriteHoles("plugin.sig.json", DsseEnvelope.MaxBytes + 1);
        await AssertInvalidAsync("'plugin.sig.json' has 16777217 bytes; at most 16777216 are allowed");

        WriteHoles("plugin.sig.json", 500L << 20);
        await AssertInvalidAsync("'plugin.sig.json' has 524288000 bytes; at most 16777216 are allowed");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not JSON")]
    public async Task An_envelope_that_is_none_is_invalid(string content)
    {
        _plugin.Write("plugin.sig.json", content);

        await AssertInvalidAsync("plugin.sig.json");
    }

    [Fact]
    public async Task A_folder_in_place_of_the_signature_is_no_signature()
    {
        Directory.CreateDirectory(_plugin.Envelope);

        Assert.Equal(SignatureStatus.Unsigned, (await _plugin.VerifyAsync()).Status);
    }

    public void Dispose() => _plugin.Dispose();

    private void WriteHoles(string path, long size)
    {
        using var file = File.Create(_plugin.In(path));
        file.SetLength(size);
    }

    private async Task AssertInvalidAsync(string message)
    {
        var verification = await _plugin.VerifyAsync().WaitAsync(Deadline, TestContext.Current.CancellationToken);

        Assert.Contains(message, verification.Message);
        Assert.Equal(SignatureStatus.Invalid, verification.Status);
    }
}
