using System.Diagnostics;
using MarketPulse.Core.Events;
using MarketPulse.Local.Serving;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Tests.Serving;

internal static class ScoredEvents
{
    /// <summary>Waits until the server has scored an event; returns the event.</summary>
    public static async Task<TradeEvent> ScoredEventAsync(this LocalServer server, SpanRecorder spans, CancellationToken cancellationToken)
    {
        IEventStore events = server.Services.GetRequiredService<IEventStore>();
        while (true)
        {
            // The spans of other servers in this process have other traces.
            Activity scored = await spans.NextAsync("process scores", cancellationToken);
            TradeEvent? found = await events
                .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, cancellationToken)
                .FirstOrDefaultAsync(stored => stored.TraceId == scored.TraceId.ToHexString(), cancellationToken);
            if (found is not null)
            {
                return found;
            }
        }
    }
}
