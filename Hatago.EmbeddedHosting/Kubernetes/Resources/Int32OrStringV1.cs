using System.Globalization;

namespace Aspire.Hosting.Kubernetes.Resources;

/// <summary>A number, or a name.</summary>
/// <param name="Number">The number.</param>
/// <param name="Text">The name, where there is no number.</param>
public sealed record Int32OrStringV1(int? Number = null, string? Text = null)
{
    /// <summary>As text.</summary>
    public string? Value => Number?.ToString(CultureInfo.InvariantCulture) ?? Text;

    /// <summary>A number.</summary>
    public static implicit operator Int32OrStringV1(int value) => new(Number: value);

    /// <summary>A name.</summary>
    public static implicit operator Int32OrStringV1?(string? value) => value is null ? null : new(Text: value);

    /// <inheritdoc/>
    public override string? ToString() => Value;
}
