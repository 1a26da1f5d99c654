using System.Diagnostics;
using System.Diagnostics.Metrics;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Telemetry;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>An earlier report re-keys an event while messages about the old one are still in the queue: normal work, not a fault.</summary>
public sealed class ScoreEventTests
{
    private const string Earlier = "2025-06-02T09:00Z", Later = "2025-06-02T12:00Z";

    [Fact]
    public async Task A_message_to_score_a_superseded_event_is_completed_counted_and_traced()
    {
        await using var world = new AlertWorld();
        (TradeEvent old, TradeEvent current) = await SupersedeAsync(world);
        using var telemetry = new Observed(old.EventId);

        await world.ScoreAsync(old);

        telemetry.Superseded.ShouldBe(1);
        Activity span = telemetry.Spans.ShouldHaveSingleItem();
        span.Status.ShouldNotBe(ActivityStatusCode.Error);
        span.GetTagItem(TelemetryAttributes.SupersededBy).ShouldBe(current.EventId);
        (await world.Get<IScoreStore>().ReadEventAsync(old.EventId, AlertWorld.Cancel).CountAsync(AlertWorld.Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task A_superseded_event_raises_no_alert()
    {
        await using var world = new AlertWorld(new EventRule("any", "desk"));
        (TradeEvent old, TradeEvent current) = await SupersedeAsync(world);

        await world.ScoreAsync(old);
        (await world.WaitingAsync()).ShouldBe(0);

        await world.ScoreAsync(current);
        (await world.AlertAsync("any")).EventId.ShouldBe(current.EventId);
    }

    [Fact]
    public async Task A_message_about_an_unknown_event_is_a_fault()
    {
        await using var world = new AlertWorld();
        (TradeEvent old, _) = await SupersedeAsync(world);

        PermanentFaultException fault = await Should.ThrowAsync<PermanentFaultException>(
            () => world.ScoreAsync(old with { EventId = "20250602T120000Z-00000000" }));
        fault.Reason.ShouldBe("unknown_event");
    }

    private static async Task<(TradeEvent Old, TradeEvent Current)> SupersedeAsync(AlertWorld world)
    {
        TradeEvent old = await world.DetectAsync("US imposes 25% tariff on Chinese goods, officials say", Later);
        TradeEvent current = await world.DetectAsync("US imposes 25% tariff on Chinese goods", Earlier);
        TradeEvent stored = (await world.Get<IEventStore>().FindAsync(old.EventId, AlertWorld.Cancel))!;
        (stored.Status, stored.SupersededBy).ShouldBe((EventStatus.Superseded, current.EventId));
        return (old, current);
    }

    /// <summary>The telemetry about one event; other tests of the process emit their own at the same time.</summary>
    private sealed class Observed : IDisposable
    {
        private readonly ActivityListener _spans;
        private readonly MeterListener _metrics = new();

        public Observed(string eventId)
        {
            _spans = new ActivityListener
            {
                ShouldListenTo = source => source.Name == MarketPulseTelemetry.Name,
                Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span =>
                {
                    if (span.OperationName == "score_event" && (string?)span.GetTagItem(TelemetryAttributes.EventId) == eventId)
                    {
                        Spans.Add(span);
                    }
                },
            };
            ActivitySource.AddActivityListener(_spans);
            _metrics.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "marketpulse.scoring.superseded")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _metrics.SetMeasurementEventCallback<long>((_, count, _, _) =>
            {
                if ((string?)Activity.Current?.GetTagItem(TelemetryAttributes.EventId) == eventId)
                {
                    Superseded += count;
                }
            });
            _metrics.Start();
        }

        public List<Activity> Spans { get; } = [];

        public long Superseded { get; private set; }

        public void Dispose()
        {
            _spans.Dispose();
            _metrics.Dispose();
        }
    }
}
