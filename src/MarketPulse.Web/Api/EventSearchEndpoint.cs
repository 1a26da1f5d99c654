using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/event-search</c>: the live events that match, latest first. One request looks at a bounded number of events and returns where
/// the next one continues.
/// </summary>
internal static class EventSearchEndpoint
{
    /// <summary>Most events in one response.</summary>
    public const int MaxLimit = 500;

    /// <summary>Events that one request looks at.</summary>
    public const int MostSearched = 5000;

    private const int DefaultLimit = 50;

    /// <summary>What is listed, and what else is searched.</summary>
    private static readonly RowColumn[] Columns =
    [
        .. LatestEvents.Listed,
        .. RowSchema.Of<TradeEvent>().Columns.Where(column => column.Name is "topics" or "actors"),
    ];

    public static async Task GetAsync(HttpContext context, IRowReader reader, TimeProvider clock)
    {
        var query = new QueryReader(context.Request.Query);
        string[] words = (query.Text("text") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Stance? stance = query.Code<Stance>("stance");
        DateTimeOffset from = query.Time("from") ?? DateTimeOffset.MinValue, to = query.Time("to") ?? DateTimeOffset.MaxValue;
        int limit = query.Count("limit", MaxLimit) ?? DefaultLimit;
        string? before = query.Text("continuation");
        DateTimeOffset? resumed = before is null ? null : RowKeys.Time(before);
        if (before is not null && resumed is null)
        {
            query.Refuse("continuation", "must be the continuation of a response.");
        }

        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        // Ids have whole seconds, so the second of the last event is read again.
        DateTimeOffset end = resumed is { } time && time.AddSeconds(1) < to ? time.AddSeconds(1) : to;
        var found = new List<TradeEvent>();
        int searched = 0;
        string? continuation = null, last = null;
        await foreach (TradeEvent candidate in LatestEvents.ReadAsync(
            reader, Columns, (from, end), clock.GetUtcNow(), context.RequestAborted))
        {
            if (before is not null && string.CompareOrdinal(candidate.EventId, before) >= 0)
            {
                continue;
            }

            if (found.Count == limit || searched == MostSearched)
            {
                continuation = last;
                break;
            }

            searched++;
            last = candidate.EventId;
            if ((stance is null || candidate.Stance == stance) && Matches(candidate, words))
            {
                found.Add(candidate);
            }
        }

        var answer = new Utf8Buffer();
        answer.WriteName("searched", isFirst: true);
        answer.WriteFormatted(searched);
        answer.WriteName("continuation");
        answer.WriteTextOrNull(continuation);
        answer.WriteName("value");
        answer.WriteRows(LatestEvents.Encoder, found);
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    private static bool Matches(TradeEvent candidate, string[] words)
    {
        if (words.Length == 0)
        {
            return true;
        }

        string codes = string.Join(' ', [.. candidate.Measures, .. candidate.Topics, .. candidate.Actors, .. candidate.Pairs]);
        string text = $"{candidate.Headline} {codes.Replace('_', ' ')} {codes} {candidate.EventId}";
        return words.All(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
    }
}
