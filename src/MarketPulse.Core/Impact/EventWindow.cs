using System.Globalization;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Core.Impact;

/// <summary>A range of bars around day 0, both ends included: [0,+5] is six bars.</summary>
/// <param name="Start">First bar relative to day 0.</param>
/// <param name="End">Last bar relative to day 0, at or after <paramref name="Start"/>.</param>
public readonly record struct EventWindow(int Start, int End)
{
    /// <summary>The windows that are scored by default: [0,0], [-1,+1], [0,+5].</summary>
    public static IReadOnlyList<EventWindow> Defaults { get; } = [new(0, 0), new(-1, 1), new(0, 5)];

    /// <summary>Number of bars, W.</summary>
    public int Length => End - Start + 1;

    /// <summary>The window's key in tables, files and outputs, e.g. <c>m1_p1</c>.</summary>
    public string Key => $"{DayKey(Start, 1)}_{DayKey(End, 1)}";

    /// <summary>The window in readable form, e.g. <c>[-1,+1]</c>.</summary>
    public string Label => string.Create(CultureInfo.InvariantCulture, $"[{Signed(Start)},{Signed(End)}]");

    /// <summary>Reads <c>-1,1</c> (as typed on a command line) or <c>m1_p1</c> (the key).</summary>
    /// <exception cref="FormatException">The text is neither, or the window ends before it starts.</exception>
    public static EventWindow Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string numbers = text.Replace("m", "-", StringComparison.Ordinal).Replace("p", "", StringComparison.Ordinal).Replace('_', ',');
        string[] parts = numbers.Split(',', StringSplitOptions.TrimEntries);
        if (parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int start)
            && int.TryParse(parts[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int end)
            && start <= end)
        {
            return new EventWindow(start, end);
        }

        throw new FormatException($"'{text}' is not an event window: give the first and last day relative to day 0, such as -1,1.");
    }

    /// <inheritdoc/>
    public override string ToString() => Key;

    /// <summary>Date of the window's last bar; the window is final once that bar has closed.</summary>
    /// <param name="dayZero">Date of day 0.</param>
    /// <param name="sessions">The sessions of the instrument.</param>
    public DateOnly LastBar(DateOnly dayZero, SessionCalendar sessions)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        return sessions.Offset(dayZero, End);
    }

    /// <summary>Number of bars of the window that have closed by <paramref name="now"/>, from 0 to <see cref="Length"/>.</summary>
    /// <param name="dayZero">Date of day 0.</param>
    /// <param name="sessions">The sessions of the instrument.</param>
    /// <param name="now">The current time.</param>
    public int BarsExpected(DateOnly dayZero, SessionCalendar sessions, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(sessions);
        int closed = 0;
        DateOnly date = sessions.Offset(dayZero, Start);
        for (int bar = 0; bar < Length && sessions.IsClosed(date, now); bar++)
        {
            closed++;
            date = sessions.Offset(date, 1);
        }

        return closed;
    }

    /// <summary>A day relative to day 0 as a key: <c>m02</c>, <c>p03</c>.</summary>
    /// <param name="day">The day relative to day 0.</param>
    /// <param name="digits">Minimum number of digits.</param>
    public static string DayKey(int day, int digits = 2) =>
        (day < 0 ? "m" : "p") + Math.Abs(day).ToString($"D{digits}", CultureInfo.InvariantCulture);

    private static string Signed(int day) => day.ToString("+0;-0;0", CultureInfo.InvariantCulture);
}
