using System.Runtime.CompilerServices;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Web.ReadApi;

/// <summary>Which rows to read as of a past moment.</summary>
/// <param name="Conditions">Conditions on columns, which the reader of a resource may use to read less.</param>
/// <param name="Moment">The moment.</param>
/// <param name="After">Position after which to continue; null for the beginning.</param>
internal sealed record AsOfRequest(IReadOnlyList<ColumnCondition> Conditions, DateTimeOffset Moment, string? After);

/// <summary>Reads resources as of a past moment.</summary>
internal static class AsOfRows
{
    private const int IdStart = 7;
    private static readonly RowSchema Events = RowSchema.Of<TradeEvent>();

    // Conditions of a score that depend only on its event, so that the logs of other events are not read.
    private static readonly string[] OfTheEvent = ["eventid", "eventtimeutc", "datekey"];

    /// <summary>The events that were live at the moment.</summary>
    public static IAsyncEnumerable<TradeEvent> EventsAsync(AsOfReader reader, AsOfRequest request, CancellationToken cancellationToken)
    {
        (DateTimeOffset? from, DateTimeOffset? to) = EventPlan.Period(request.Conditions);
        if (request.After is { Length: > IdStart } after && RowKeys.Time(after[IdStart..]) is { } reached && !(from > reached))
        {
            from = reached;
        }

        return reader.ReadEventsAsync(request.Moment, from, to, cancellationToken);
    }

    /// <summary>The profiles that a run at the moment would have given.</summary>
    public static async IAsyncEnumerable<SensitivityProfile> SensitivityAsync(
        AsOfReader reader, AsOfRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SensitivityProfile profile in
            await reader.ReadSensitivityAsync(request.Moment, includeDateOnly: false, cancellationToken))
        {
            yield return profile;
        }
    }

    /// <summary>The index as a run at the moment would have published it first.</summary>
    public static async IAsyncEnumerable<TensionDay> TensionIndexAsync(
        AsOfReader reader, AsOfRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        TensionIndex index = await reader.ReadTensionIndexAsync(request.Moment, cancellationToken);
        ColumnCondition[] ofScope = [.. request.Conditions.Where(condition => condition.Column.Name is "scope" or "value")];
        foreach (TensionDay day in index.Scopes
            .Where(scope =>
                ofScope.All(condition => condition.Matches(new TensionDay { Scope = scope.Scope, Value = scope.Value, Date = default })))
            .SelectMany(scope => index.Daily(scope.Scope, scope.Value))
            .Select(day => day.Published(stored: null, request.Moment) with
            {
                ModifiedUtc = request.Moment,
                AsOfBasis = AsOfReader.CurrentBars,
            })
            .OrderBy(day => day.PartitionKey, StringComparer.Ordinal).ThenBy(day => day.RowKey, StringComparer.Ordinal))
        {
            yield return day;
        }
    }

    /// <summary>The scores logged by the moment.</summary>
    public static IAsyncEnumerable<ImpactScore> ScoresAsync(AsOfReader reader, AsOfRequest request, CancellationToken cancellationToken)
    {
        ColumnCondition[] ofEvent =
        [
            .. request.Conditions.Where(condition => OfTheEvent.Contains(condition.Column.Name))
                .Select(condition => condition with { Column = Events.Columns.First(column => column.Name == condition.Column.Name) }),
        ];
        IAsyncEnumerable<TradeEvent> events = EventsAsync(reader, request, cancellationToken)
            .Where(found => ofEvent.All(condition => condition.Matches(found)));
        return reader.ReadScoresAsync(request.Moment, events, cancellationToken);
    }
}
