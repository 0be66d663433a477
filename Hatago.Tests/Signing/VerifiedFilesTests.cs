using Hatago.PluginSdk.Signing;

namespace Hatago.Tests.Signing;

/// <summary>Every way in which the files may not be those that were signed.</summary>
public sealed class VerifiedFilesTests : IDisposable
{
    private readonly PluginOnDisk _plugin = new();

    [Fact]
    public async Task A_file_that_changed_is_named()
    {
        await _plugin.SignAsync();
        _plugin.Write("Weather.dll", "content of weather.dll");

        await AssertDifferencesAsync("Weather.dll: changed");
    }

    [Fact]
    public async Task A_file_of_another_size_is_named()
    {
        await _plugin.SignAsync();
        _plugin.Write("Weather.dll", "more content of Weather.dll");

        await AssertDifferencesAsync("Weather.dll: 27 bytes, signed were 22");
    }

    [Fact]
    public async Task A_file_that_was_added_is_named()
    {
        await _plugin.SignAsync();
        _plugin.Write("runtimes/evil.so", "");

        await AssertDifferencesAsync("runtimes/evil.so: not signed");
    }

    [Fact]
    public async Task A_file_that_was_removed_is_named()
    {
        await _plugin.SignAsync();
        File.Delete(_plugin.In("Weather.dll"));

        await AssertDifferencesAsync("Weather.dll: missing");
    }

    [Fact]
    public async Task A_file_that_was_renamed_is_named_twice()
    {
        await _plugin.SignAsync();
        File.Move(_plugin.In("Weather.dll"), _plugin.In("weather.dll"));

        await AssertDifferencesAsync("Weather.dll: missing", "weather.dll: not signed");
    }

    [Fact]
    public async Task Files_that_were_swapped_are_named()
    {
        await _plugin.SignAsync();
        File.Copy(_plugin.In("plugin.json"), _plugin.In("Weather.dll"), overwrite: true);

        await AssertDifferencesAsync("Weather.dll: changed");
    }

    [Fact]
    public async Task Five_differences_are_told_and_the_others_counted()
    {
        await _plugin.SignAsync();
        for (var index = 0; index < 7; index++)
            _plugin.Write($"added-{index}", "");

        var verification = await _plugin.VerifyAsync();

        Assert.Equal(7, verification.Differences.Count);
        Assert.EndsWith("added-4: not signed; and 2 more", verification.Message);
    }

    [Fact]
    public async Task The_signature_of_another_plugin_is_invalid()
    {
        await _plugin.SignAsync(statement => statement with { Name = "other" });

        var verification = await _plugin.VerifyAsync();

        Assert.Equal((SignatureStatus.Invalid, "the signature is that of plugin 'other'"), (verification.Status, verification.Message));
    }

    [Fact]
    public async Task Files_are_looked_at_though_nobody_is_trusted()
    {
        using var unknown = SigningKey.Generate(SignatureAlgorithms.Ed25519);
        await _plugin.SignAsync(unknown);
        _plugin.Write("Weather.dll", "content of weather.dll");

        await AssertDifferencesAsync("Weather.dll: changed");
    }

    [Fact]
    public async Task A_signature_in_another_folder_signs_nothing()
    {
        await _plugin.SignAsync();
        File.Move(_plugin.Envelope, _plugin.In("runtimes/plugin.sig.json"));

        Assert.Equal(SignatureStatus.Unsigned, (await _plugin.VerifyAsync()).Status);
    }

    [Fact]
    public async Task A_name_that_is_no_UTF8_is_refused_before_it_is_taken_for_another()
    {
        await _plugin.SignAsync();
        await UnixCommand.RunAsync("sh", "-c", "cd \"$0\" && : > \"$(printf 'a\\377')\" && : > \"$(printf 'a\\357\\277\\275')\"", _plugin.Folder);

        try
        {
            var verification = await _plugin.VerifyAsync();

            Assert.Equal((SignatureStatus.Invalid, "the name of 'a?' is no UTF-8"), (verification.Status, verification.Message));
        }
        finally
        {
            await UnixCommand.RunAsync("rm", "-r", _plugin.Folder); // .NET cannot name it.
        }
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error()
    {
        Directory.Delete(_plugin.Folder, recursive: true);

        Assert.Equal(SignatureStatus.Error, (await _plugin.VerifyAsync()).Status);
    }

    [Fact]
    public async Task A_file_in_place_of_the_folder_is_an_error()
    {
        Directory.Delete(_plugin.Folder, recursive: true);
        await File.WriteAllTextAsync(_plugin.Folder, "", TestContext.Current.CancellationToken);

        Assert.Equal(SignatureStatus.Error, (await _plugin.VerifyAsync()).Status);
    }

    [Fact]
    public async Task Progress_is_told_after_each_file()
    {
        await _plugin.SignAsync();
        var told = new System.Collections.Concurrent.ConcurrentBag<FolderProgress>();

        await new PluginVerifier(_plugin.Time).VerifyAsync(
            new(_plugin.Folder), _plugin.Trust.Load(), progress: new Told(told.Add), cancellation: TestContext.Current.CancellationToken);

        Assert.Equal([1, 2, 3], told.Select(progress => progress.Files).Order());
        Assert.All(told, progress => Assert.Equal((3, told.Max(one => one.Bytes)), (progress.TotalFiles, progress.TotalBytes)));
    }

    public void Dispose() => _plugin.Dispose();

    private async Task AssertDifferencesAsync(params string[] differences)
    {
        var verification = await _plugin.VerifyAsync();

        Assert.Equal(SignatureStatus.Invalid, verification.Status);
        Assert.Equal(differences, verification.Differences);
        Assert.Equal($"the files are not those that were signed: {string.Join("; ", differences)}", verification.Message);
    }

    private sealed class Told(Action<FolderProgress> tell) : IProgress<FolderProgress>
    {
        public void Report(FolderProgress value) => tell(value);
    }
}
