using YamlDotNet.RepresentationModel;

namespace Hatago.AppHost;

/// <summary>
/// The receivers of a run's copy of <c>alertmanager.yml</c>. Its webhooks take their addresses from files, which Debian's Alertmanager
/// cannot (<c>url_file</c> came with 0.26): in the copy the address stands in their place.
/// </summary>
internal static class AlertReceivers
{
    /// <param name="file">The copy.</param>
    /// <param name="webhook">Where each receiver posts to; none posts anywhere when it is null.</param>
    public static void Write(string file, Uri? webhook)
    {
        var document = new YamlStream();
        using (var reader = File.OpenText(file))
            document.Load(reader);

        foreach (var receiver in ((YamlSequenceNode)document.Documents[0].RootNode["receivers"]).Children.Cast<YamlMappingNode>())
        {
            if (webhook is null)
                receiver.Children.Remove("webhook_configs");
            else if (receiver.Children.TryGetValue("webhook_configs", out var webhooks))
                foreach (var one in ((YamlSequenceNode)webhooks).Children.Cast<YamlMappingNode>().Where(one => one.Children.Remove("url_file")))
                    one.Add("url", webhook.ToString());
        }

        using var writer = File.CreateText(file);
        document.Save(writer, assignAnchors: false);
    }
}
