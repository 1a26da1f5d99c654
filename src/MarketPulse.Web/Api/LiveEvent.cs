using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>Finds the event of a request path.</summary>
internal static class LiveEvent
{
    /// <summary>The live event; if there is none with that id, responds with 404 and returns null.</summary>
    public static async Task<TradeEvent?> FindAsync(HttpContext context, string id, IEventStore events)
    {
        if (id.Length <= QueryReader.MaxText
            && !id.Any(char.IsControl)
            && await events.FindAsync(id, context.RequestAborted) is { Status: EventStatus.Live } found)
        {
            return found;
        }

        await new Problem { Status = StatusCodes.Status404NotFound, Detail = "There is no live event with that id." }.WriteAsync(context);
        return null;
    }
}
