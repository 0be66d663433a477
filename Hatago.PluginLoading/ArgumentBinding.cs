using System.Reflection;
using System.Text.Json;

namespace Hatago.PluginLoading;

/// <summary>Whether arguments fit the parameters of a method, read as the SDK reads them: a schema says integer and not how large.</summary>
internal static class ArgumentBinding
{
    public static IReadOnlyList<string> Misfits(MethodInfo method, IDictionary<string, JsonElement>? arguments, JsonSerializerOptions json)
    {
        var misfits = new List<string>();
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.Name is null || arguments?.TryGetValue(parameter.Name, out var argument) is not true)
                continue;

            try
            {
                argument.Deserialize(json.GetTypeInfo(parameter.ParameterType));
            }
            catch (NotSupportedException)
            {
                // A parameter that comes from elsewhere, as a service does; no argument ever becomes it.
            }
            catch (Exception misfit) when (misfit is JsonException or FormatException or InvalidOperationException)
            {
                misfits.Add($"'{parameter.Name}' is no {(Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType).Name}");
            }
        }

        return misfits;
    }
}
