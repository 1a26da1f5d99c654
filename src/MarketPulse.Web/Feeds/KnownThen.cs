using System.Runtime.CompilerServices;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Pipeline;

namespace MarketPulse.Web.Feeds;

/// <summary>Reads the feeds that can be asked for as of a moment.</summary>
internal static class KnownThen
{
    private static readonly RowSchema Events = RowSchema.Of<TradeEvent>();

    // Those of a score's conditions that its event decides already, so that other events' logs are not read.
    private static readonly string[] OfTheEvent = ["eventid", "eventtimeutc", "datekey"];

    /// <summary>The events that were live then.</summary>
    public static async IAsyncEnumerable<TradeEvent> EventsAsync(
        PointInTime then, IReadOnlyList<ColumnCondition> conditions, DateTimeOffset asOf, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (TradeEvent found in await then.ReadEventsAsync(asOf, cancellationToken))
        {
            yield return found;
        }
    }

    /// <summary>Their scores as logged by then.</summary>
    public static IAsyncEnumerable<ImpactScore> ScoresAsync(
        PointInTime then, IReadOnlyList<ColumnCondition> conditions, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        ColumnCondition[] ofEvent =
        [
            .. conditions.Where(condition => OfTheEvent.Contains(condition.Column.Name))
                .Select(condition => condition with { Column = Events.Columns.First(column => column.Name == condition.Column.Name) }),
        ];
        return then.ReadScoresAsync(asOf, found => ofEvent.All(condition => condition.Matches(found)), cancellationToken);
    }
}
