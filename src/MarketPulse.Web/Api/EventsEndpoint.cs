using MarketPulse.Core.Events;
using MarketPulse.Core.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/events</c>: live trade events, by time.</summary>
internal static class EventsEndpoint
{
    public static Task GetAsync(HttpContext context, IEventStore events)
    {
        var query = new QueryReader(context.Request.Query);
        DateTimeOffset from = query.Time("from") ?? DateTimeOffset.UnixEpoch;
        DateTimeOffset to = query.Time("to") ?? DateTimeOffset.MaxValue;
        Stance? stance = query.Code<Stance>("stance");
        return query.Problem() is { } problem
            ? problem.WriteAsync(context)
            : RowJson.WriteAsync(
                context, events.ReadAsync(from, to, includeSuperseded: false, context.RequestAborted).Where(e => stance is null || e.Stance == stance));
    }
}
