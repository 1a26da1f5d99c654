using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Faults.Secrets;

/// <summary>
/// Searches all telemetry of the process for secrets: logs of every level, spans of every source, measurements of every meter.
/// </summary>
internal sealed class CapturedTelemetry : ILoggerProvider, ILogger
{
    private readonly Markers _markers;
    private readonly ActivityListener _spans;
    private readonly MeterListener _metrics = new();

    public CapturedTelemetry(Markers markers)
    {
        _markers = markers;
        _spans = new ActivityListener
        {
            ShouldListenTo = static _ => true,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Search,
        };
        ActivitySource.AddActivityListener(_spans);
        _metrics.InstrumentPublished = static (instrument, listener) => listener.EnableMeasurementEvents(instrument);
        _metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Search(instrument, tags));
        _metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Search(instrument, tags));
        _metrics.Start();
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _markers.Search("a log's scope", state.ToString());
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _markers.Search($"a log of level {logLevel}", formatter(state, exception));
        _markers.Search("a logged exception", exception?.ToString());
        foreach (KeyValuePair<string, object?> value in state as IEnumerable<KeyValuePair<string, object?>> ?? [])
        {
            _markers.Search($"the value {value.Key} of a log", value.Value?.ToString());
        }
    }

    public void Dispose()
    {
        _spans.Dispose();
        _metrics.Dispose();
    }

    private void Search(Activity span)
    {
        _markers.Search("a span's name", span.DisplayName);
        foreach (KeyValuePair<string, object?> tag in span.TagObjects.Concat(span.Events.SelectMany(e => e.Tags)))
        {
            _markers.Search($"the attribute {tag.Key} of the span {span.OperationName} ({span.Source.Name})", tag.Value?.ToString());
        }

        _markers.Search("a span's status", span.StatusDescription);
    }

    private void Search(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            _markers.Search($"the attribute {tag.Key} of the metric {instrument.Name}", tag.Value?.ToString());
        }
    }
}
