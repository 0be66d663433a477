using System.Text.Json.Serialization;

namespace Hatago.Check.Sources;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SloAnswer))]
[JsonSerializable(typeof(ConcurrencyAnswer))]
[JsonSerializable(typeof(SecurityAnswer))]
[JsonSerializable(typeof(LiveAnswer))]
[JsonSerializable(typeof(ReadyAnswer))]
internal sealed partial class HatagoJson : JsonSerializerContext;
