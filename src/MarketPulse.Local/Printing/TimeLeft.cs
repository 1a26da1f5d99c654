using System.Globalization;
using MarketPulse.Pipeline;

namespace MarketPulse.Local.Printing;

/// <summary>Estimates how long a piece of work still takes, from its pace so far.</summary>
/// <param name="clock">Measures the pace.</param>
internal sealed class TimeLeft(TimeProvider clock)
{
    private const int Fewest = 5;

    /// <summary>The pace of a shorter time, or of fewer units, says little.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private string? _what;
    private long _since;
    private long _doneBefore;

    /// <summary>The text of the progress, with the time left once it can be estimated. Callable from several threads.</summary>
    public string Describe(WorkProgress progress) =>
        Estimate(progress) is { } left ? $"{progress}, {Text(left)} left" : progress.ToString();

    private TimeSpan? Estimate(WorkProgress progress)
    {
        lock (_lock)
        {
            if (progress.What != _what)
            {
                (_what, _since, _doneBefore) = (progress.What, clock.GetTimestamp(), progress.Done);
            }

            TimeSpan elapsed = clock.GetElapsedTime(_since);
            long done = progress.Done - _doneBefore;
            return progress.Left is > 0 and { } left && done >= Fewest && elapsed >= Shortest ? elapsed / done * left : null;
        }
    }

    /// <summary>Rounded, because an estimate to the second pretends to know more than it does.</summary>
    private static string Text(TimeSpan left) => left.TotalSeconds switch
    {
        <= 5 => "a few seconds",
        < 90 => string.Create(CultureInfo.InvariantCulture, $"about {5 * Math.Ceiling(left.TotalSeconds / 5):0} s"),
        < 5400 => string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(left.TotalMinutes):0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"about {Math.Ceiling(left.TotalHours):0} h"),
    };
}
