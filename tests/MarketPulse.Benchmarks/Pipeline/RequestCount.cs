using System.Diagnostics.Metrics;

namespace MarketPulse.Benchmarks.Pipeline;

/// <summary>Counts the web requests of this process.</summary>
internal sealed class RequestCount : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _total;

    public RequestCount()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => Interlocked.Increment(ref _total));
        _listener.Start();
    }

    public long Total => Interlocked.Read(ref _total);

    public void Dispose() => _listener.Dispose();
}
