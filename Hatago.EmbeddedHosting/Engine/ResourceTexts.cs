using System.Globalization;
using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Hatago.EmbeddedHosting.Engine;

/// <summary>What was said of a resource's environment and arguments, as text. Addresses have to be known.</summary>
internal static class ResourceTexts
{
    /// <param name="own">What every such resource gets; what was said of this one comes on top.</param>
    public static async Task<Dictionary<string, string>> EnvironmentAsync(
        this IResource resource, DistributedApplicationExecutionContext execution, Dictionary<string, object> own, CancellationToken cancellation)
    {
        var context = new EnvironmentCallbackContext(execution, resource, own, cancellation);
        foreach (var annotation in resource.Annotations.OfType<EnvironmentAnnotation>())
            annotation.Callback(context);

        var texts = new Dictionary<string, string>();
        foreach (var (name, value) in own)
            texts[name] = await TextAsync(value, cancellation);
        return texts;
    }

    public static async Task<List<string>> ArgumentsAsync(this IResource resource, CancellationToken cancellation)
    {
        var arguments = new List<object>();
        var context = new CommandLineArgsCallbackContext(arguments, resource, cancellation);
        foreach (var annotation in resource.Annotations.OfType<ArgsAnnotation>())
            annotation.Callback(context);

        var texts = new List<string>();
        foreach (var argument in arguments)
            texts.Add(await TextAsync(argument, cancellation));
        return texts;
    }

    private static async ValueTask<string> TextAsync(object value, CancellationToken cancellation) => value switch
    {
        string text => text,
        IValueProvider later => await later.GetValueAsync(cancellation) ?? "",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };
}
