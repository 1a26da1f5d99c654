using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>Finds the event of a request path.</summary>
internal static class LiveEvent
{
    /// <summary>
    /// The live event, or on request also a voided one. If the request has query parameters, which an event does not take, or there is no
    /// such event, responds with the problem and returns null.
    /// </summary>
    public static async Task<TradeEvent?> FindAsync(HttpContext context, string id, IEventStore events, bool includeVoided = false)
    {
        if (new QueryReader(context.Request.Query).Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return null;
        }

        if (id.Length <= QueryReader.MaxText
            && !id.Any(char.IsControl)
            && await events.FindAsync(id, context.RequestAborted) is { } found
            && (found.Status == EventStatus.Live || (includeVoided && found.Status == EventStatus.Voided)))
        {
            return found;
        }

        await new Problem { Status = StatusCodes.Status404NotFound, Detail = "There is no live event with that id." }.WriteAsync(context);
        return null;
    }
}
