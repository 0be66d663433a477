using System.Globalization;
using System.Runtime.CompilerServices;
using Hatago.ServiceDefaults.Logging.Formats;
using Serilog.Events;
using Serilog.Parsing;

namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>
/// One pass over an entry, on the thread that logs: values of sensitive names and what looks like a secret are replaced, in
/// properties at any depth, the message and the exception with its inner ones; what is too long is cut. What comes out holds
/// nothing of the caller's but texts and numbers.
/// </summary>
internal sealed class LogRedactor(SensitiveNames names, TextRedactor texts)
{
    public const int MaxValue = 8 * 1024;
    public const int MaxMessage = 16 * 1024;
    public const int MaxStack = 32 * 1024;
    private const int MaxName = 256;
    private const int MaxDepth = 8;
    private const int MaxProperties = 256;
    private const int MaxEntry = 256 * 1024;
    private const int EntrySize = 256;
    private const int ValueSize = 96;

    private static readonly ScalarValue Redacted = new(SecretShapes.Redacted);
    private static readonly ScalarValue TooDeep = new("[too deep]");
    private static readonly ScalarValue TooMuch = new("[too much]");

    /// <summary>Templates are few and live long: whether one is suspicious is found out once.</summary>
    private readonly ConditionalWeakTable<MessageTemplate, object> _plainTemplates = [];

    public LogEntry Redact(LogEvent entry)
    {
        var pass = new Pass(CallSecrets.Current, ComponentEnricher.Of(entry) == ComponentEnricher.Core);
        Properties(entry, ref pass);

        var template = entry.MessageTemplate;
        if (pass.IsSuspicious || pass.Call is not null || !_plainTemplates.TryGetValue(template, out _))
            template = Message(entry, ref pass);
        var exception = entry.Exception is null ? null : Exception(entry.Exception, ref pass);
        var size = EntrySize + pass.Size;
        return new(
            exception == entry.Exception && template == entry.MessageTemplate
                ? entry
                : new(entry.Timestamp, entry.Level, exception, template, entry.Properties.Select(one => new LogEventProperty(one.Key, one.Value)), entry.TraceId ?? default, entry.SpanId ?? default),
            size);
    }

    /// <summary>A text that is written elsewhere than into an entry: an attribute of a span, say.</summary>
    public string Text(string text, bool isOurs = false) => texts.Redact(text, MaxValue, isOurs ? null : CallSecrets.Current);

    public bool IsSensitive(string name) => names.Has(name);

    private void Properties(LogEvent entry, ref Pass pass)
    {
        List<(string Name, LogEventProperty Clean)>? changed = null;
        if (entry.Properties is Dictionary<string, LogEventPropertyValue> dictionary) // Always; its enumerator is no object.
        {
            foreach (var (name, value) in dictionary)
                Property(name, value, ref pass, ref changed);
        }
        else
        {
            foreach (var (name, value) in entry.Properties)
                Property(name, value, ref pass, ref changed);
        }

        foreach (var (name, property) in changed ?? [])
        {
            if (property.Name != name)
                entry.RemovePropertyIfPresent(name);
            entry.AddOrUpdateProperty(property);
        }
    }

    private void Property(string name, LogEventPropertyValue value, ref Pass pass, ref List<(string Name, LogEventProperty Clean)>? changed)
    {
        var (cleanName, clean) = (Name(name, call: null, ref pass), Named(name, value, ref pass, depth: 0));
        if (!ReferenceEquals(clean, value) || !ReferenceEquals(cleanName, name))
            (changed ??= []).Add((name, new(cleanName, clean)));
    }

    /// <summary>A name may be a caller's too: the key of a dictionary, the field of an object.</summary>
    private string Name(string name, CallSecrets? call, ref Pass pass)
    {
        pass.Size += 2 * name.Length;
        return texts.Redact(name, MaxName, call);
    }

    private LogEventPropertyValue Named(string name, LogEventPropertyValue value, ref Pass pass, int depth)
    {
        if (names.Has(name, value is ScalarValue { Value: int or long or double or decimal }) && value is not ScalarValue { Value: null or bool })
        {
            pass.IsSuspicious = true;
            return Redacted;
        }

        return Value(value, ref pass, depth, isOurs: depth == 0 && IsOurs(name, pass.IsCore));
    }

    /// <summary>Fields of Hatago's own, which a caller cannot blot out by sending their values as arguments.</summary>
    private static bool IsOurs(string name, bool isCore) => name is "component" or "SourceContext" or "correlation_id" or "x_trace_id" or "RequestId" or "ConnectionId" or "RequestPath"
        || (isCore && name is "method" or "path" or "status" or "rpc_method" or "outcome" or "tool" or "plugin" or "name" or "kind");

    private LogEventPropertyValue Value(LogEventPropertyValue value, ref Pass pass, int depth, bool isOurs = false)
    {
        pass.Size += ValueSize;
        if (pass.Size > MaxEntry)
            return TooMuch;
        switch (value)
        {
            case ScalarValue scalar:
                return Scalar(scalar, ref pass, isOurs);
            case SequenceValue or StructureValue or DictionaryValue when depth == MaxDepth:
                return TooDeep;
            case SequenceValue { Elements: var elements }:
                var all = new List<LogEventPropertyValue>();
                foreach (var element in elements.Take(MaxProperties))
                    all.Add(Value(element, ref pass, depth + 1));
                return new SequenceValue(all);
            case StructureValue { Properties: var properties, TypeTag: var tag }:
                var members = new List<LogEventProperty>();
                foreach (var member in properties.Take(MaxProperties))
                    members.Add(new(Name(member.Name, pass.Call, ref pass), Named(member.Name, member.Value, ref pass, depth + 1)));
                return new StructureValue(Paired(members), tag);
            case DictionaryValue { Elements: var pairs }:
                var entries = new List<KeyValuePair<ScalarValue, LogEventPropertyValue>>();
                foreach (var (key, element) in pairs.Take(MaxProperties))
                {
                    var name = Convert.ToString(key.Value, CultureInfo.InvariantCulture) ?? "null";
                    entries.Add(new(new(Name(name, pass.Call, ref pass)), Named(name, element, ref pass, depth + 1)));
                }

                return new DictionaryValue(entries.DistinctBy(pair => pair.Key.Value));
            default:
                return new ScalarValue(texts.Redact(value.ToString(), MaxValue, pass.Call));
        }
    }

    private ScalarValue Scalar(ScalarValue scalar, ref Pass pass, bool isOurs)
    {
        var text = scalar.Value switch
        {
            null or bool => null,
            string it => it,
            DateTime or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid when pass.Call is null => null,
            int or short or byte or sbyte or ushort or uint or float when pass.Call is null => null,
            long or ulong or double or decimal when pass.Call is null && Convert.ToDouble(scalar.Value, CultureInfo.InvariantCulture) is > -1e12 and < 1e12 => null, // Too short for a payment card.
            var other => SafeText(other),
        };
        if (text is null)
            return scalar;

        var clean = texts.Redact(text, MaxValue, isOurs ? null : pass.Call, out var isSuspicious);
        pass.Size += 2 * clean.Length;
        pass.IsSuspicious |= isSuspicious || !ReferenceEquals(clean, text);
        return ReferenceEquals(clean, text) && scalar.Value is string or (IConvertible and not Enum) or DateTimeOffset or DateOnly or TimeOnly or TimeSpan or Guid ? scalar : new(clean);
    }

    /// <summary>The whole message is looked at, for a secret may stand half in the template and half in a value.</summary>
    private MessageTemplate Message(LogEvent entry, ref Pass pass)
    {
        var template = entry.MessageTemplate;
        var message = LogMessage.Of(entry);
        var call = pass.IsCore ? null : pass.Call; // In a message of ours, the arguments are in values, and those are clean by now.
        var clean = texts.Redact(message, MaxMessage, call);
        if (!ReferenceEquals(clean, message))
        {
            if (TakeOut(entry, message, clean))
                clean = texts.Redact(LogMessage.Of(entry), MaxMessage, call); // The whole of a value, of which the message knew the first word only.
            pass.Size += 2 * clean.Length;
            return new(clean, [new TextToken(clean)]);
        }

        if (!pass.IsSuspicious && pass.Call is null && ReferenceEquals(texts.Redact(template.Text, int.MaxValue - (8 * 1024), call: null), template.Text))
            _plainTemplates.TryAdd(template, template);
        return template;
    }

    /// <summary>Values that were a secret only where the message put them: the second half of <c>{Name}: {Value}</c>.</summary>
    private static bool TakeOut(LogEvent entry, string message, string clean)
    {
        var isChanged = false;
        foreach (var token in entry.MessageTemplate.Tokens)
        {
            if (token is PropertyToken { PropertyName: var name } && entry.Properties.GetValueOrDefault(name) is ScalarValue { Value: not null and not bool } scalar
                && SafeText(scalar.Value) is { Length: > 0 } text && clean.AsSpan().Count(text) < message.AsSpan().Count(text))
            {
                entry.AddOrUpdateProperty(new(name, Redacted));
                isChanged = true;
            }
        }

        return isChanged;
    }

    /// <summary>A pair that names its value by another value: <c>{ Key: "password", Value: … }</c>.</summary>
    private List<LogEventProperty> Paired(List<LogEventProperty> members)
    {
        var value = members.FindIndex(member => member.Name.Equals("value", StringComparison.OrdinalIgnoreCase));
        if (value >= 0 && members.Exists(member => member.Name.ToUpperInvariant() is "KEY" or "NAME" && member.Value is ScalarValue { Value: string name } && names.Has(name)))
            members[value] = new(members[value].Name, Redacted);
        return members;
    }

    private LoggedException Exception(Exception exception, ref Pass pass)
    {
        var name = exception.GetType().FullName ?? exception.GetType().Name;
        var message = texts.Redact(SafeText(exception, ExceptionText.Message), MaxValue, pass.Call);
        var stack = texts.Redact(SafeText(exception, ExceptionText.Whole), MaxStack, pass.Call);
        pass.Size += 2 * (message.Length + stack.Length);
        return new(name, message, stack);
    }

    private static string SafeText(object value) => SafeText(value, one => one switch
    {
        DateTime or DateTimeOffset or DateOnly or TimeOnly => ((IFormattable)one).ToString("O", CultureInfo.InvariantCulture),
        double or float => ((IFormattable)one).ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(one, CultureInfo.InvariantCulture),
    });

    /// <summary>A plugin's own text may throw instead.</summary>
    private static string SafeText<T>(T value, Func<T, string?> text)
        where T : notnull
    {
        try
        {
            return text(value) ?? "";
        }
        catch (Exception failure)
        {
            return $"[{value.GetType()}, which has no text: {failure.GetType()}]";
        }
    }

    private struct Pass(CallSecrets? call, bool isCore)
    {
        public readonly CallSecrets? Call => call;

        public readonly bool IsCore => isCore;

        /// <summary>Whether a value has something of a secret: then the message, in which it meets others, is looked at too.</summary>
        public bool IsSuspicious;

        public int Size;
    }
}
