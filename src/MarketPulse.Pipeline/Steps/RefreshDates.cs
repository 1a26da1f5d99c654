using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Pipeline.Steps;

/// <summary>
/// Updates the dimension of dates, from the year of the first event to the next year. Since there are as many dates as the history is long,
/// they are written only when these years change.
/// </summary>
/// <param name="accepted">Which articles are stored; the dates begin no earlier.</param>
/// <param name="writer">Writes the dates.</param>
/// <param name="cursors">Knows which years are stored.</param>
/// <param name="clock">Current time.</param>
public sealed class RefreshDates(ArticleOptions accepted, IDimensionWriter writer, ICursorStore cursors, TimeProvider clock)
{
    private const string CursorId = "dates";

    /// <summary>Writes the dates if necessary.</summary>
    /// <param name="firstEvent">Date of the first live event; null when there is none.</param>
    /// <param name="cancellationToken">Stops between requests; the next call completes the work.</param>
    public async Task RunAsync(DateOnly? firstEvent, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        DateOnly first = FirstDate(firstEvent, today), last = today.AddYears(1);
        string years = string.Create(CultureInfo.InvariantCulture, $"{first.Year}-{last.Year}, {EngineVersion.Current}");
        if ((await cursors.FindAsync(CursorKinds.Summary, CursorId, cancellationToken))?.Position == years)
        {
            return;
        }

        await writer.ReplaceAsync<DateDimension>([.. DateDimension.Years(first, last)], cancellationToken);
        await cursors.SaveAsync(
            new FeedCursor
            {
                FeedKind = CursorKinds.Summary,
                FeedId = CursorId,
                Position = years,
                LastPollUtc = now,
                LastSuccessUtc = now,
            },
            cancellationToken);
    }

    // An event stored before the limit existed must not add centuries of dates.
    private DateOnly FirstDate(DateOnly? firstEvent, DateOnly today) =>
        firstEvent is not { } first || first > today ? today : first < accepted.Earliest ? accepted.Earliest : first;
}
