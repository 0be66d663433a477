namespace Hatago.ServiceDefaults.Logging.Redaction;

/// <summary>The texts of an exception. Of one with very many inner ones, whose own text would be gigabytes, the first few.</summary>
internal static class ExceptionText
{
    private const int MaxInner = 32;

    public static string Message(Exception exception) => IsBounded(exception) || exception is not AggregateException ? exception.Message : "Very many errors occurred.";

    public static string Whole(Exception exception) => IsBounded(exception)
        ? exception.ToString()
        : $"{string.Join("\n ---> ", All(exception).Take(MaxInner).Select(one => $"{one.GetType()}: {(one is AggregateException ? "" : one.Message)}\n{one.StackTrace}"))}\n[and more inner exceptions]";

    private static bool IsBounded(Exception exception) => All(exception).Take(MaxInner + 1).Count() <= MaxInner;

    /// <summary>It and its inner ones, without recursion: they may be nested deeper than a stack.</summary>
    private static IEnumerable<Exception> All(Exception exception)
    {
        var next = new Stack<Exception>([exception]);
        while (next.TryPop(out var one))
        {
            yield return one;
            if (one is AggregateException { InnerExceptions: var many })
            {
                foreach (var inner in many.Take(MaxInner + 1))
                    next.Push(inner);
            }
            else if (one.InnerException is { } inner)
            {
                next.Push(inner);
            }
        }
    }
}
