namespace Hatago.Tests.Browser;

/// <summary>
/// A real Chromium without a window, that opens one page with a profile of its own. Nothing drives it: a page tells the test what it
/// saw by a request to its own server. It ends with the test.
/// </summary>
internal sealed class Chromium : IAsyncDisposable
{
    private readonly TemporaryFolder _profile = new();
    private readonly ConsoleProcess _process;

    /// <param name="page">What it opens.</param>
    /// <param name="hosts">Where names lead, as in <c>MAP evil.example 127.0.0.1</c>; no name is looked up elsewhere.</param>
    public Chromium(Uri page, params string[] hosts)
    {
        var chromium = FetchedProgram.Find("chromium", "chromium");
        _process = new ConsoleProcess(
            chromium.Path,
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", // Tests run as root, and in containers.
                "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                $"--user-data-dir={_profile.Path}",
                $"--host-resolver-rules={string.Join(", ", hosts)}",
                page.AbsoluteUri,
            ],
            [("LD_LIBRARY_PATH", chromium.Libraries), ("HOME", _profile.Path)]);
    }

    public bool HasExited => _process.HasExited;

    public string Errors => _process.Errors;

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _profile.Dispose();
    }
}
