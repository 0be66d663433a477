namespace Hatago.McpServer.Slo;

/// <summary>Counts of the last while, in slots of equal length. What is older than all slots is forgotten.</summary>
internal sealed class SlidingCounts(TimeSpan slot, TimeSpan longest, int counters, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly int _slots = Slots(longest, slot);
    private readonly long[] _counts = new long[Slots(longest, slot) * counters];
    private readonly long _start = time.GetTimestamp();
    private long _latest;

    public void Add(int counter)
    {
        lock (_lock)
            _counts[Offset(MoveOn()) + counter]++;
    }

    /// <param name="window">Back from now, up to the longest.</param>
    /// <returns>A sum for each counter, over the window and at most one slot more.</returns>
    public long[] Sum(TimeSpan window)
    {
        var sums = new long[counters];
        lock (_lock)
        {
            var now = MoveOn();
            for (var slotAt = Math.Max(0, now - Math.Min(_slots, Slots(window, slot)) + 1); slotAt <= now; slotAt++)
                for (var counter = 0; counter < counters; counter++)
                    sums[counter] += _counts[Offset(slotAt) + counter];
        }

        return sums;
    }

    /// <summary>Empties the slots between the latest and now.</summary>
    private long MoveOn()
    {
        var now = time.GetElapsedTime(_start).Ticks / slot.Ticks;
        for (var passed = Math.Max(_latest + 1, now - _slots + 1); passed <= now; passed++)
            _counts.AsSpan(Offset(passed), counters).Clear();
        return _latest = Math.Max(_latest, now);
    }

    private int Offset(long slotAt) => (int)(slotAt % _slots) * counters;

    /// <summary>The one that is being filled comes on top.</summary>
    private static int Slots(TimeSpan window, TimeSpan slot) => (int)Math.Ceiling(window / slot) + 1;
}
