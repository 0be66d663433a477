using System.Text.Json.Serialization;

namespace Hatago.PluginSdk.Signing;

/// <summary>The content of <c>trust.json</c>.</summary>
internal sealed record TrustDocument
{
    public const string FileName = "trust.json";
    public const int MaxBytes = 1024 * 1024;

    /// <summary>By key id.</summary>
    [JsonPropertyName("keys")]
    public required IReadOnlyDictionary<string, KeyEntry> Keys { get; init; }

    /// <summary>By plugin name.</summary>
    [JsonPropertyName("plugins")]
    public IReadOnlyDictionary<string, PluginEntry>? Plugins { get; init; }

    internal sealed record KeyEntry
    {
        /// <summary>Whose key it is.</summary>
        [JsonPropertyName("subject")]
        public required string Subject { get; init; }

        [JsonPropertyName("validFrom"), JsonConverter(typeof(StrictJson.Moment))]
        public DateTimeOffset? ValidFrom { get; init; }

        /// <summary>The first moment at which it does not count any more.</summary>
        [JsonPropertyName("validTo"), JsonConverter(typeof(StrictJson.Moment))]
        public DateTimeOffset? ValidTo { get; init; }

        [JsonPropertyName("revoked")]
        public Revocation? Revoked { get; init; }

        /// <summary>Names of the plugins that it may sign; <c>*</c> and <c>?</c> stand for any characters, any one.</summary>
        [JsonPropertyName("plugins")]
        public required IReadOnlyList<string> Plugins { get; init; }
    }

    internal sealed record Revocation
    {
        [JsonPropertyName("at"), JsonConverter(typeof(StrictJson.Moment))]
        public required DateTimeOffset At { get; init; }

        [JsonPropertyName("reason")]
        public required string Reason { get; init; }
    }

    internal sealed record PluginEntry
    {
        /// <summary>Rollback floor: a version under it does not count, whoever signed it.</summary>
        [JsonPropertyName("minimumVersion")]
        public string? MinimumVersion { get; init; }

        /// <summary>How many trusted keys have to have signed; one when absent.</summary>
        [JsonPropertyName("signatures")]
        public int? Signatures { get; init; }
    }
}
