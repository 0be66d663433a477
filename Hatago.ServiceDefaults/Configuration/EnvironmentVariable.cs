using System.Globalization;

namespace Hatago.ServiceDefaults.Configuration;

/// <summary>One row of a service's table of environment variables: what it is called, what it may be, what it means.</summary>
/// <param name="Name">The variable, for example <c>HATAGO_TIMEOUT_MS</c>.</param>
/// <param name="Setting">The configuration key it is read from when the variable is absent, and that options bind to.</param>
/// <param name="Default">The default as the documentation prints it; empty when there is none.</param>
/// <param name="Allowed">What a value may be, as an error message prints it.</param>
/// <param name="Meaning">What it does, in a line.</param>
public sealed record EnvironmentVariable(string Name, string Setting, string Default, string Allowed, string Meaning)
{
    /// <summary>Other variables that mean the same; <see cref="Name"/> wins over them.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The value when nothing sets one, by environment; <see langword="null"/> leaves the setting unset.</summary>
    public Func<bool, string?> DefaultFor { get; init; } = _ => null;

    /// <summary>Whether a value may hold a password, and so is never printed.</summary>
    public bool IsSecret { get; init; }

    /// <summary>Turns a text into the form that options bind to, or <see langword="null"/> when it is not allowed.</summary>
    public required Func<string, string?> Normalize { get; init; }

    public static EnvironmentVariable Text(string name, string setting, string? @default, string meaning) =>
        new(name, setting, @default ?? "", "a text", meaning) { Normalize = value => value, DefaultFor = _ => @default };

    public static EnvironmentVariable Whole(string name, string setting, int @default, int min, int max, string meaning) =>
        new(name, setting, Invariant(@default), $"a whole number from {min} to {max}", meaning)
        {
            Normalize = value => InRange(value, min, max) is { } number ? Invariant(number) : null,
            DefaultFor = _ => Invariant(@default),
        };

    public static EnvironmentVariable Number(string name, string setting, double @default, double min, double max, string meaning) =>
        new(name, setting, Invariant(@default), $"a number from {Invariant(min)} to {Invariant(max)}", meaning)
        {
            Normalize = value => double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
                ? Invariant(number)
                : null,
            DefaultFor = _ => Invariant(@default),
        };

    /// <summary>A time in milliseconds; options bind it as a <see cref="TimeSpan"/>.</summary>
    public static EnvironmentVariable Milliseconds(
        string name, string setting, int development, int production, int min, int max, string meaning) =>
        new(name, setting, Both(Invariant(development), Invariant(production)), $"milliseconds, a whole number from {min} to {max}", meaning)
        {
            Normalize = value => InRange(value, min, max) is { } number ? AsTime(number) : null,
            DefaultFor = isDevelopment => AsTime(isDevelopment ? development : production),
        };

    public static EnvironmentVariable OneOf(
        string name, string setting, string development, string production, IReadOnlyList<string> allowed, string meaning) =>
        new(name, setting, Both(development, production), $"one of {string.Join(", ", allowed)}", meaning)
        {
            Normalize = value => allowed.FirstOrDefault(one => one.Equals(value, StringComparison.OrdinalIgnoreCase)),
            DefaultFor = isDevelopment => isDevelopment ? development : production,
        };

    /// <summary>A folder. Only one that is configured has to exist: the default may be missing.</summary>
    public static EnvironmentVariable Folder(string name, string setting, string @default, string meaning) =>
        new(name, setting, @default, "a folder that exists", meaning) { Normalize = value => Directory.Exists(value) ? value : null };

    /// <summary>A comma-separated list; options bind it as the same text, split by <see cref="Split"/>.</summary>
    public static EnvironmentVariable List(string name, string setting, string @default, string meaning) =>
        new(name, setting, @default, "a comma-separated list", meaning) { Normalize = value => string.Join(',', Split(value)) };

    public static string[] Split(string? value) =>
        value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];

    private static int? InRange(string value, int min, int max) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : null;

    private static string AsTime(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds).ToString("c", CultureInfo.InvariantCulture);

    private static string Invariant(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Invariant(double number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Both(string development, string production) =>
        development == production ? development : $"{development} in Development, {production} in Production";
}
