using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Hatago.EmbeddedHosting.Processes;

/// <summary>TCP ports of this machine.</summary>
internal static class Ports
{
    /// <summary>Below the range that the kernel takes the ports of outgoing connections from, so that none of those can take one away.</summary>
    private const int FirstFree = 10_000;
    private const int AfterLastFree = 32_000;

    /// <summary>The kernel's tables of TCP sockets.</summary>
    private static readonly string[] SocketTables = ["/proc/net/tcp", "/proc/net/tcp6"];

    private static readonly HashSet<int> Given = [];

    public static bool IsTaken(int port) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(listener => listener.Port == port);

    /// <summary>A port that nothing listens on and that this process has not been given before.</summary>
    public static int NextFree()
    {
        lock (Given)
        {
            while (true)
            {
                var port = RandomNumberGenerator.GetInt32(FirstFree, AfterLastFree);
                if (Given.Add(port) && CanBind(port))
                    return port;
            }
        }
    }

    /// <summary>Who listens on a port, for example <c>process 4711 (prometheus --config.file=…)</c>, as far as this user may see it.</summary>
    public static string Holder(int port)
    {
        var sockets = SocketTables.Where(File.Exists)
            .SelectMany(File.ReadLines)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length > 9 && fields[3] == "0A" && fields[1].EndsWith($":{port:X4}", StringComparison.Ordinal))
            .Select(fields => $"socket:[{fields[9]}]")
            .ToHashSet();

        foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd")).Any(file => File.ResolveLinkTarget(file, false) is { } link && sockets.Contains(link.Name)))
                    return $"process {Path.GetFileName(process)} ({CommandLine(process)})";
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Another user's process, or one that has just ended.
            }
        }

        return "a process of another user";
    }

    private static string CommandLine(string process)
    {
        const int longest = 120;
        var line = File.ReadAllText(Path.Combine(process, "cmdline")).Replace('\0', ' ').Trim();
        return line.Length > longest ? $"{line[..longest]}…" : line;
    }

    private static bool CanBind(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
