using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

public sealed class RaiseAlertsTests
{
    private static readonly EventRule Strong = new("strong", "desk") { MinIntensity = 10, Tag = "cn" };

    [Fact]
    public async Task An_event_queues_its_alert_before_there_is_a_single_bar()
    {
        await using var world = new AlertWorld(Strong);
        TradeEvent found = await world.DetectAsync();

        await world.ScoreAsync(found);

        Alert alert = await world.AlertAsync("strong");
        alert.Status.ShouldBe(AlertStatus.Queued);
        alert.EventId.ShouldBe(found.EventId);
        alert.Reason.ShouldContain("the tag cn links it directly to FXI");
        (await world.WaitingAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Scored_again_and_again_the_event_has_one_alert_for_each_rule()
    {
        await using var world = new AlertWorld(Strong, Strong with { Name = "other" });
        TradeEvent found = await world.DetectAsync();
        for (int i = 0; i < 3; i++)
        {
            await world.ScoreAsync(found);
            await world.SendAsync("strong");
            await world.SendAsync("other");
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        world.Webhook.Sent.Select(sent => sent.Alert.Rule).ShouldBe(["strong", "other"]);
    }

    [Fact]
    public async Task A_run_that_ended_between_row_and_message_is_made_good_by_its_repeat()
    {
        var queue = new QueueThatFailsOnce();
        await using var world = new AlertWorld([Strong], services => services.AddSingleton<IWorkQueue>(queue));
        TradeEvent found = await world.DetectAsync();
        queue.Fails = true;

        await Should.ThrowAsync<IOException>(() => world.ScoreAsync(found));
        (await world.AlertAsync("strong")).Status.ShouldBe(AlertStatus.Queued);
        await world.ScoreAsync(found);

        queue.Sent.Single(message => message.Body.Kind == "alert").MessageId.ShouldBe($"alert:strong:{found.EventId}");
    }

    [Fact]
    public async Task An_event_that_an_earlier_report_gave_another_id_is_no_second_alert()
    {
        await using var world = new AlertWorld(Strong);
        TradeEvent first = await world.DetectAsync();
        await world.ScoreAsync(first);

        TradeEvent earlier = await world.DetectAsync("US imposes 25% tariff on goods from China", "2025-06-02T11:00Z");
        await world.ScoreAsync(earlier);

        earlier.EventId.ShouldNotBe(first.EventId);
        (await world.Get<IEventStore>().FindAsync(first.EventId, AlertWorld.Cancel))!.SupersededBy.ShouldBe(earlier.EventId);
        (await world.AlertAsync("strong")).EventId.ShouldBe(first.EventId);
    }

    [Fact]
    public async Task An_alert_whose_message_was_never_sent_is_sent_though_its_event_has_another_id_by_then()
    {
        var queue = new QueueThatFailsOnce();
        await using var world = new AlertWorld([Strong], services => services.AddSingleton<IWorkQueue>(queue));
        TradeEvent first = await world.DetectAsync();
        queue.Fails = true;
        await Should.ThrowAsync<IOException>(() => world.ScoreAsync(first));

        await world.ScoreAsync(await world.DetectAsync("US imposes 25% tariff on goods from China", "2025-06-02T11:00Z"));

        queue.Sent.Single(message => message.Body.Kind == "alert").MessageId.ShouldBe($"alert:strong:{first.EventId}");
    }

    [Fact]
    public async Task A_backfill_wakes_nobody()
    {
        await using var world = new AlertWorld(Strong);
        world.Clock.Advance(FindAnalogues.New + TimeSpan.FromMinutes(1));
        await world.ScoreAsync(await world.DetectAsync());

        (await world.Alerts.ReadAsync("strong", AlertWorld.Cancel).ToListAsync(AlertWorld.Cancel)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Scores_below_their_q_queue_an_alert_about_the_event()
    {
        await using var world = new AlertWorld(new ScoreRule("moved", "desk"));
        TradeEvent found = await world.DetectAsync();
        ImpactScore score = new()
        {
            EventId = found.EventId,
            EventTimeUtc = found.EventTimeUtc,
            Symbol = "FXI",
            WindowKey = "m1_p1",
            Status = ScoreStatus.Final,
            QEvent = 0.004,
        };

        await world.Get<RaiseAlerts>().ForScoresAsync(found, [score], AlertWorld.Cancel);

        Alert alert = await world.AlertAsync("moved");
        alert.Subject.ShouldBe(found.EventId);
        alert.Reason.ShouldBe("FXI over [-1,+1] has a q_event of 0.004, below 0.05.");
    }

    [Fact]
    public async Task Bars_that_show_a_fall_beyond_chance_queue_an_alert_when_their_window_is_final_and_not_before()
    {
        await using var world = new AlertWorld(new ScoreRule("moved", "desk") { WindowKey = "m1_p1" });
        TradeEvent found = await world.DetectAsync();
        await StoreBarsAsync(world, until: new DateOnly(2025, 6, 2));
        await world.ScoreAsync(found);
        (await world.Alerts.ReadAsync("moved", AlertWorld.Cancel).ToListAsync(AlertWorld.Cancel)).ShouldBeEmpty("the window is not over");

        world.Clock.Advance(TimeSpan.FromDays(2));
        await StoreBarsAsync(world, until: new DateOnly(2025, 6, 3));
        await world.ScoreAsync(found);

        (await world.AlertAsync("moved")).Reason.ShouldStartWith("FXI over [-1,+1] has a q_event of 0");
        await world.SendAsync("moved");
        world.Webhook.Sent.ShouldHaveSingleItem().Scores.ShouldHaveSingleItem().CarPct!.Value.ShouldBeLessThan(-15);
    }

    [Fact]
    public async Task Adding_up_the_index_queues_an_alert_for_a_day_that_stands_above_its_past()
    {
        await using var world = new AlertWorld(new IndexRule("high", "desk"));
        DateOnly first = new(2024, 6, 1), last = new(2025, 6, 1);
        ArticleCount[] counts =
        [
            .. Enumerable.Range(0, last.DayNumber - first.DayNumber + 1).Select(i => new ArticleCount
            {
                Feed = "wire",
                Scope = "all",
                Value = "all",
                Date = first.AddDays(i),
                Articles = 100,
                Relevant = first.AddDays(i) == last ? 90 : 5 + (i * 37 % 10),
            }),
        ];
        await world.Get<ITensionStore>().SaveCountsAsync(first, last, counts, AlertWorld.Cancel);

        await world.Get<SummarizeSensitivity>().RunToEndAsync(AlertWorld.Cancel);
        await world.Get<SummarizeSensitivity>().RunToEndAsync(AlertWorld.Cancel);

        Alert alert = await world.AlertAsync("high");
        alert.Subject.ShouldBe("all|all|20250601");
        alert.Reason.ShouldEndWith("above 100% of all earlier days.");
    }

    [Fact]
    public async Task A_change_of_regime_and_a_high_index_queue_one_alert_for_their_day_however_often_they_are_added_up()
    {
        await using var world = new AlertWorld(
            new RegimeRule("regime", "desk") { Scope = "pair", Value = "US-CN" }, new IndexRule("high", "desk"));
        TensionDay[] days =
        [
            .. Enumerable.Range(0, 300).Select(i => new TensionDay
            {
                Scope = "pair",
                Value = "US-CN",
                Date = new DateOnly(2025, 6, 1).AddDays(i - 299),
                Gross = i == 299 ? 400 : i * 37 % 100,
                Regime = i == 299 ? "acute" : "calm",
            }),
        ];
        for (int i = 0; i < 2; i++)
        {
            await world.Get<RaiseAlerts>().ForIndexAsync("pair", "US-CN", days, AlertWorld.Cancel);
            await world.Get<RaiseAlerts>().ForIndexAsync("all", "all", days, AlertWorld.Cancel);
            world.Clock.Advance(TimeSpan.FromHours(1));
        }

        (await world.AlertAsync("regime")).Reason.ShouldBe(
            "On 2025-06-01 the regime of the tension index of US-CN changed from calm to acute.");
        (await world.AlertAsync("high")).Reason.ShouldStartWith("On 2025-06-01 the tension index stood at 400");
    }

    [Fact]
    public async Task A_feed_that_goes_silent_queues_one_alert_for_each_silence_and_one_never_polled_only_after_its_time()
    {
        await using var world = new AlertWorld(
            [new FeedSilentRule("silent", "desk")], services => services.AddSingleton<INewsFeed>(new QuietFeed()));
        async Task<int> LookAsync(TimeSpan later)
        {
            world.Clock.Advance(later);
            await world.Get<Heartbeat>().RunAsync(AlertWorld.Cancel);
            return await world.Alerts.ReadAsync("silent", AlertWorld.Cancel).CountAsync(AlertWorld.Cancel);
        }

        (await LookAsync(TimeSpan.Zero)).ShouldBe(0, "nobody can have polled it yet");
        (await LookAsync(TimeSpan.FromMinutes(61))).ShouldBe(1);
        (await LookAsync(TimeSpan.FromMinutes(5))).ShouldBe(1);
        await world.Get<PollNews>().RunAsync(AlertWorld.Cancel);
        (await LookAsync(TimeSpan.FromMinutes(59))).ShouldBe(1);
        (await LookAsync(TimeSpan.FromMinutes(2))).ShouldBe(2);
        (await LookAsync(TimeSpan.FromDays(1))).ShouldBe(2);
    }

    /// <summary>A year of quiet bars of both instruments, and a fall of FXI by a fifth on 2025-06-02.</summary>
    private static async Task StoreBarsAsync(AlertWorld world, DateOnly until)
    {
        foreach (string symbol in new[] { "SPY", "FXI" })
        {
            var random = new Random(symbol[0]);
            double price = 100;
            var bars = new List<PriceBar>();
            for (var date = new DateOnly(2024, 6, 3); date <= until; date = date.AddDays(1))
            {
                if (date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                {
                    price *= symbol == "FXI" && date == new DateOnly(2025, 6, 2) ? 0.8 : 1 + (0.01 * (random.NextDouble() - 0.5));
                    bars.Add(PriceBar.OfClose(date, price));
                }
            }

            await world.Get<IPriceStore>().MergeAsync(new PriceHistory { Symbol = symbol, Bars = bars }, AlertWorld.Cancel);
        }
    }

    private sealed class QueueThatFailsOnce : IWorkQueue
    {
        public bool Fails { get; set; }

        public List<OutgoingMessage> Sent { get; } = [];

        public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            if (Fails)
            {
                Fails = false;
                throw new IOException("The broker is away.");
            }

            Sent.AddRange(messages);
            return Task.CompletedTask;
        }
    }

    private sealed class QuietFeed : INewsFeed
    {
        public string Name => "wire";

        public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
        {
            DateTimeOffset now = new(2025, 6, 2, 13, 11, 0, TimeSpan.Zero);
            FeedCursor known = cursor ?? new FeedCursor { FeedKind = CursorKinds.News, FeedId = Name };
            return Task.FromResult(new NewsPoll(PollOutcome.Empty, [], known.AfterSuccess(PollOutcome.Empty, now, next: null), []));
        }
    }
}
