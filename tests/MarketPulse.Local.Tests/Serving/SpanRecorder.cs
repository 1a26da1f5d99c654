using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using OpenTelemetry;

namespace MarketPulse.Local.Tests.Serving;

/// <summary>Records the spans of this process, and lets a test wait for one to end. Other tests' spans are among them.</summary>
internal sealed class SpanRecorder : BaseProcessor<Activity>
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly Channel<Activity> _next = Channel.CreateUnbounded<Activity>();

    public override void OnEnd(Activity data)
    {
        _ended.Enqueue(data);
        _next.Writer.TryWrite(data);
    }

    /// <summary>The spans of a trace that have ended.</summary>
    public Activity[] Trace(string? traceId) => [.. _ended.Where(span => span.TraceId.ToHexString() == traceId)];

    /// <summary>Waits for the next span of that name to end; each is returned once.</summary>
    public async Task<Activity> NextAsync(string name, CancellationToken cancellationToken) =>
        await _next.Reader.ReadAllAsync(cancellationToken).FirstAsync(span => span.OperationName == name, cancellationToken);
}
