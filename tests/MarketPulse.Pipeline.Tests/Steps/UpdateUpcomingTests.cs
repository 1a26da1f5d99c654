using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>The dates ahead of detected events, and the alerts on them. Today is 2 June 2025.</summary>
public sealed class UpdateUpcomingTests
{
    private const string Truce = "US and China agree to cut tariffs for 90 days after talks in Geneva";
    private static readonly DateOnly Today = new(2025, 6, 2);

    private static CancellationToken Cancel => AlertWorld.Cancel;

    [Fact]
    public async Task Detection_stores_the_dates_of_an_event_once()
    {
        await using var world = new AlertWorld();
        TradeEvent truce = await world.DetectAsync(Truce, "2025-05-12T07:05Z");

        UpcomingDate row = (await RowsAsync(world)).ShouldHaveSingleItem();
        (row.EventId, row.Date, row.What, row.Basis, row.Status)
            .ShouldBe((truce.EventId, new DateOnly(2025, 8, 10), ScheduleKind.Expiry, ScheduledDate.Computed, UpcomingStatus.Pending));
        await world.DetectAsync("China imposes 34% tariff on all US goods", "2025-04-04T10:15Z");
        (await RowsAsync(world)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_later_event_that_renews_the_date_overtakes_it_whatever_the_order_of_arrival()
    {
        const string Extension = "US and China extend tariff cuts and suspend tariffs until November 10";
        foreach (bool isReversed in new[] { false, true })
        {
            await using var world = new AlertWorld();
            (string Title, string Time)[] articles = [(Truce, "2025-05-12T07:05Z"), (Extension, "2025-08-09T12:00Z")];
            string[] ids = ["", ""];
            foreach (int i in isReversed ? [1, 0] : new[] { 0, 1 })
            {
                ids[i] = (await world.DetectAsync(articles[i].Title, articles[i].Time)).EventId;
            }

            (await RowsAsync(world)).Select(row => (row.EventId, row.OvertakenBy)).ShouldBe([(ids[0], ids[1]), (ids[1], null)]);
        }
    }

    [Fact]
    public async Task A_run_that_stopped_before_the_dates_were_stored_is_completed_by_the_next_delivery()
    {
        var store = new FailingOnce();
        await using var world = new AlertWorld([], services => services.AddSingleton<IUpcomingStore>(store));

        await Should.ThrowAsync<IOException>(world.DetectAsync(Truce, "2025-05-12T07:05Z"));
        store.Rows.ShouldBeEmpty();
        await world.DetectAsync(Truce, "2025-05-12T07:05Z");

        store.Rows.Values.ShouldHaveSingleItem().Date.ShouldBe(new DateOnly(2025, 8, 10));
    }

    [Fact]
    public async Task Dates_of_a_voided_event_are_overtaken_until_the_correction_is_revoked()
    {
        await using var world = new AlertWorld();
        TradeEvent truce = await world.DetectAsync(Truce, "2025-05-12T07:05Z");
        CorrectEvent correct = world.Get<CorrectEvent>();

        CorrectionResult made = await correct.RunAsync(
            new RequestedCorrection { EventId = truce.EventId, Kind = CorrectionKind.Void, MadeBy = "analyst", Reason = "A rumour." },
            Cancel);
        await correct.ApplyAsync(made.Correction, Cancel);
        (await RowsAsync(world)).ShouldHaveSingleItem().Status.ShouldBe(UpcomingStatus.Overtaken);

        CorrectionResult revoked = await correct.RevokeAsync(made.Correction.CorrectionId, "analyst", "Confirmed.", Cancel);
        await correct.ApplyAsync(revoked.Correction, Cancel);
        (await RowsAsync(world)).ShouldHaveSingleItem().Status.ShouldBe(UpcomingStatus.Pending);
    }

    [Fact]
    public async Task A_rule_fires_once_for_a_date_when_it_is_near_and_not_for_an_overtaken_or_passed_one()
    {
        await using var world = new AlertWorld(
            new DaysBeforeRule("near", "desk") { Days = 3 },
            new DaysBeforeRule("deadlines", "desk") { Days = 60, What = ScheduleKind.Deadline });
        TradeEvent truce = await world.DetectAsync(Truce, "2025-05-12T07:05Z");
        await world.DetectAsync("Trump says 50% tariff on EU goods takes effect on May 20", "2025-05-15T07:05Z");

        (await CountAsync(world)).ShouldBe(0, "the date is more than three days away, and the other has passed");
        world.Clock.SetUtcNow(new DateTimeOffset(2025, 8, 7, 0, 0, 0, TimeSpan.Zero));
        (await CountAsync(world)).ShouldBe(1);
        world.Clock.Advance(TimeSpan.FromDays(2));
        (await CountAsync(world)).ShouldBe(1);

        Alert alert = await world.AlertAsync("near");
        (alert.Kind, alert.EventId, alert.Reason)
            .ShouldBe((AlertKind.DaysBefore, truce.EventId, "Something temporary expires in 3 days, on 2025-08-10 (computed)."));
        await world.SendAsync("near");
        world.Webhook.Sent.ShouldHaveSingleItem().Title.ShouldBe($"Date ahead: {Truce}");
        (await world.Alerts.ReadAsync("deadlines", Cancel).CountAsync(Cancel)).ShouldBe(0);
    }

    [Fact]
    public void Rule_says_when_it_fires_and_knows_a_repeated_date_again()
    {
        var row = new UpcomingDate
        {
            Date = Today.AddDays(1),
            What = ScheduleKind.Deadline,
            Basis = ScheduledDate.Stated,
            EventId = "a",
            EventTimeUtc = default,
            Headline = "h",
            Pairs = ["US-CN"],
            ReadOn = Today,
        };
        var rule = new DaysBeforeRule("r", "w") { Days = 1 };

        rule.Condition.ShouldBe("a date that an event announces is at most 1 day away");
        rule.Match(row)!.Reason.ShouldBe("A deadline ends tomorrow, on 2025-06-03 (stated).");
        rule.Match(row)!.Subject.ShouldBe(rule.Match(row with { EventId = "b", Pairs = ["CN-US"] })!.Subject);
        rule.Match(row with { Pairs = ["US-EU"] })!.Subject.ShouldNotBe(rule.Match(row)!.Subject);
        rule.Match(row with { Date = Today.AddDays(2) }).ShouldBeNull();
        rule.Match(row with { Date = Today.AddDays(-1) }).ShouldBeNull();
        rule.Match(row with { OvertakenBy = "c" }).ShouldBeNull();
        (rule with { What = ScheduleKind.Expiry }).Match(row).ShouldBeNull();
    }

    private static async Task<int> CountAsync(AlertWorld world)
    {
        await world.Get<Heartbeat>().RunAsync(Cancel);
        return await world.Alerts.ReadAsync("near", Cancel).CountAsync(Cancel);
    }

    private static async Task<UpcomingDate[]> RowsAsync(AlertWorld world) =>
    [
        .. await world.Get<IUpcomingStore>().ReadAsync(DateOnly.MinValue, DateOnly.MaxValue, Cancel)
            .Select(row => row with { ReadOn = Today })
            .ToListAsync(Cancel),
    ];

    private sealed class FailingOnce : IUpcomingStore
    {
        private bool _hasFailed;

        public SortedDictionary<string, UpcomingDate> Rows { get; } = new(StringComparer.Ordinal);

        public IAsyncEnumerable<UpcomingDate> ReadAsync(DateOnly first, DateOnly last, CancellationToken cancellationToken) =>
            Rows.Values.ToArray().ToAsyncEnumerable();

        public Task UpdateAsync(UpcomingChange change, CancellationToken cancellationToken)
        {
            if (!_hasFailed)
            {
                _hasFailed = true;
                throw new IOException("The store is not available.");
            }

            foreach (UpcomingDate row in change.Put)
            {
                Rows[row.RowKey] = row;
            }

            return Task.CompletedTask;
        }
    }
}
