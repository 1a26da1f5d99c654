namespace MarketPulse.Core.Impact.Batch;

/// <summary>One line of a list of events.</summary>
/// <param name="Id">Id of the event, unique in the list.</param>
/// <param name="Date">
/// Day 0 as given: the date itself if it is a session, otherwise the next session; null when <paramref name="Time"/> is given.
/// </param>
/// <param name="Time">The moment of the event; null when <paramref name="Date"/> is given.</param>
/// <param name="Symbol">The only instrument that it concerns; null for all.</param>
/// <param name="Direction">A label chosen by the user, such as E or D; empty for none.</param>
public sealed record StudyEvent(string Id, DateOnly? Date, DateTimeOffset? Time, string? Symbol = null, string Direction = "");

/// <summary>An event located in an instrument's returns.</summary>
/// <param name="Event">The event as listed.</param>
/// <param name="Position">Index of day 0; the number of returns when its bar does not exist yet, -1 when there is no day 0.</param>
/// <param name="DayZero">Day 0 as printed: a date, or the time of an intraday bar.</param>
/// <param name="IsHalted">Whether the instrument did not trade on day 0 (<see cref="Markets.TradingHalt"/>).</param>
public readonly record struct LocatedEvent(StudyEvent Event, int Position, string DayZero, bool IsHalted = false);

/// <summary>An instrument with the events to study on it.</summary>
/// <param name="Returns">Returns of the instrument and its factors.</param>
/// <param name="PriceBasis">Code of the prices that the returns were computed from.</param>
/// <param name="Bars">
/// A number per bar, ascending, that is the same for bars of the same time on every instrument; it pairs residuals across instruments.
/// </param>
/// <param name="Events">The events, in the order of the list.</param>
public sealed record StudySubject(Markets.ReturnSeries Returns, string PriceBasis, int[] Bars, IReadOnlyList<LocatedEvent> Events)
{
    /// <summary>Symbol of the benchmark; empty when there is none.</summary>
    public string Benchmark { get; init; } = "";

    /// <summary>
    /// 0 for an instrument's main benchmark, 1 and up for others that it is studied against in the same run. Corrections for several
    /// instruments and tests across them never mix two of these.
    /// </summary>
    public int Alternative { get; init; }

    /// <summary>Scheduled releases that concern the instrument; null when no calendar is given.</summary>
    public IReadOnlyList<LocatedRelease>? Releases { get; init; }

    /// <summary>The kinds of release inside a window, in the order of their codes.</summary>
    internal ReleaseKind[] ReleasesIn(int day0, EventWindow window) =>
    [
        .. (Releases ?? []).Where(release => release.Position >= day0 + window.Start && release.Position <= day0 + window.End)
            .Select(release => release.Kind).Distinct().Order(),
    ];
}
