using System.Runtime.CompilerServices;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Web.ReadApi;

/// <summary>Reads resources as of a past moment.</summary>
internal static class AsOfRows
{
    private static readonly RowSchema Events = RowSchema.Of<TradeEvent>();

    // Conditions of a score that depend only on its event, so that the logs of other events are not read.
    private static readonly string[] OfTheEvent = ["eventid", "eventtimeutc", "datekey"];

    /// <summary>The events that were live at the moment.</summary>
    public static async IAsyncEnumerable<TradeEvent> EventsAsync(
        AsOfReader reader, IReadOnlyList<ColumnCondition> conditions, DateTimeOffset asOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (TradeEvent found in await reader.ReadEventsAsync(asOf, cancellationToken))
        {
            yield return found;
        }
    }

    /// <summary>The profiles that a run at the moment would have given.</summary>
    public static async IAsyncEnumerable<SensitivityProfile> SensitivityAsync(
        AsOfReader reader, IReadOnlyList<ColumnCondition> conditions, DateTimeOffset asOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SensitivityProfile profile in await reader.ReadSensitivityAsync(asOf, includeDateOnly: false, cancellationToken))
        {
            yield return profile;
        }
    }

    /// <summary>The index as a run at the moment would have published it first.</summary>
    public static async IAsyncEnumerable<TensionDay> TensionIndexAsync(
        AsOfReader reader, IReadOnlyList<ColumnCondition> conditions, DateTimeOffset asOf,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TensionIndex index = await reader.ReadTensionIndexAsync(asOf, cancellationToken);
        ColumnCondition[] ofScope = [.. conditions.Where(condition => condition.Column.Name is "scope" or "value")];
        foreach (TensionDay day in index.Scopes
            .Where(scope =>
                ofScope.All(condition => condition.Matches(new TensionDay { Scope = scope.Scope, Value = scope.Value, Date = default })))
            .SelectMany(scope => index.Daily(scope.Scope, scope.Value))
            .Select(day => day.Published(stored: null, asOf) with { ModifiedUtc = asOf })
            .OrderBy(day => day.PartitionKey, StringComparer.Ordinal).ThenBy(day => day.RowKey, StringComparer.Ordinal))
        {
            yield return day;
        }
    }

    /// <summary>The scores logged by the moment.</summary>
    public static IAsyncEnumerable<ImpactScore> ScoresAsync(
        AsOfReader reader, IReadOnlyList<ColumnCondition> conditions, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        ColumnCondition[] ofEvent =
        [
            .. conditions.Where(condition => OfTheEvent.Contains(condition.Column.Name))
                .Select(condition => condition with { Column = Events.Columns.First(column => column.Name == condition.Column.Name) }),
        ];
        return reader.ReadScoresAsync(asOf, found => ofEvent.All(condition => condition.Matches(found)), cancellationToken);
    }
}
