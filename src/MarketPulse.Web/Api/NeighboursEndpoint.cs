using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/events/{id}/neighbours</c>: the live events before and after an event, in the order of their ids.</summary>
internal static class NeighboursEndpoint
{
    private static readonly TimeSpan FirstPeriod = TimeSpan.FromDays(32);

    public static async Task GetAsync(HttpContext context, string id, IEventStore events, IRowReader reader)
    {
        if (await LiveEvent.FindAsync(context, id, events) is not { } found)
        {
            return;
        }

        CancellationToken cancel = context.RequestAborted;
        DateTimeOffset time = found.EventTimeUtc;
        TradeEvent? previous = await LatestEvents
            .ReadAsync(reader, LatestEvents.Listed, (DateTimeOffset.MinValue, time.AddSeconds(1)), time.AddSeconds(1), cancel)
            .FirstOrDefaultAsync(other => string.CompareOrdinal(other.EventId, id) < 0, cancel);
        var answer = new Utf8Buffer();
        Write("previous", previous, isFirst: true);
        Write("next", await NextAsync(events, found, cancel), isFirst: false);
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);

        void Write(string name, TradeEvent? neighbour, bool isFirst)
        {
            answer.WriteName(name, isFirst);
            if (neighbour is null)
            {
                answer.Write("null"u8);
            }
            else
            {
                LatestEvents.Encoder.WriteJson(answer, neighbour);
            }
        }
    }

    /// <summary>The first event after an event: read in growing periods, because the page of a query without an end may be long.</summary>
    private static async Task<TradeEvent?> NextAsync(IEventStore events, TradeEvent found, CancellationToken cancellationToken)
    {
        DateTimeOffset start = found.EventTimeUtc;
        for (TimeSpan period = FirstPeriod; ; period *= 4)
        {
            DateTimeOffset end = DateTimeOffset.MaxValue - start > period ? start + period : DateTimeOffset.MaxValue;
            TradeEvent? next = await events.ReadAsync(start, end, includeSuperseded: false, cancellationToken)
                .FirstOrDefaultAsync(other => string.CompareOrdinal(other.EventId, found.EventId) > 0, cancellationToken);
            if (next is not null || end == DateTimeOffset.MaxValue)
            {
                return next;
            }

            start = end;
        }
    }
}
