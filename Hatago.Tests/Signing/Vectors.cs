using System.Text.Json.Nodes;

namespace Hatago.Tests.Signing;

/// <summary>The files under <c>Vectors</c>; its README says where they are from.</summary>
internal static class Vectors
{
    public static JsonNode Read(string file) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "Hatago.Tests", "Signing", "Vectors", file)))!;

    public static byte[] Hex(this JsonNode vector, string member) => Convert.FromHexString(vector[member]!.GetValue<string>());
}
