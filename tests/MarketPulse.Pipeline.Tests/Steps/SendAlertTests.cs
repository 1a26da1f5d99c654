using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Pipeline.Tests.Steps;

/// <summary>Guarantees of delivery: once, and again with the same id only if it cannot be known whether the alert arrived.</summary>
public sealed class SendAlertTests
{
    private static readonly EventRule Strong = new("strong", "desk") { MinIntensity = 10 };

    [Fact]
    public async Task An_alert_says_what_happened_why_it_was_detected_what_it_is_like_and_where_to_read_on()
    {
        await using AlertWorld world = await QueuedAsync();

        await world.SendAsync("strong");

        AlertContent sent = world.Webhook.Sent.ShouldHaveSingleItem();
        sent.Title.ShouldBe("Trade event: US imposes 25% tariff on Chinese goods");
        sent.Event!.Measures.ShouldContain("tariff");
        sent.Phrases.ShouldContain(phrase => phrase.Code == "tariff");
        sent.Links.Select(link => link.Address.ToString()).ShouldBe(
            ["https://news.example/1", $"https://pulse.example/#/event/{sent.Event.EventId}"]);
        sent.Alert.AlertId.Length.ShouldBe(16);
        Alert marked = await world.AlertAsync("strong");
        marked.Status.ShouldBe(AlertStatus.Sent);
        marked.SentUtc.ShouldBe(world.Clock.GetUtcNow());
    }

    [Fact]
    public async Task It_names_the_past_events_most_like_it_and_what_followed_them()
    {
        await using AlertWorld world = await QueuedAsync();
        TradeEvent found = (await world.Get<IEventStore>().FindAsync((await world.AlertAsync("strong")).Subject, AlertWorld.Cancel))!;
        for (int i = 0; i < 7; i++)
        {
            DateTimeOffset time = found.EventTimeUtc.AddDays(-30 - (10 * i));
            TradeEvent past = found with
            {
                EventId = $"{time:yyyyMMddTHHmmssZ}-0000000{i}",
                EventTimeUtc = time,
                Headline = $"Past {i}",
                Intensity = found.Intensity + i,
            };
            await world.Get<IEventStore>().SaveAsync([past], AlertWorld.Cancel);
            await world.Get<IScoreStore>().SaveAsync([Score(past, "FXI", -i), Score(past, "SPY", i - 1)], [], AlertWorld.Cancel);
        }

        await world.Get<IAnalogueStore>().SaveAsync(found.EventId, [], AlertWorld.Cancel);
        await world.SendAsync("strong");

        AlertContent sent = world.Webhook.Sent.ShouldHaveSingleItem();
        sent.Analogues.Select(like => like.Headline).ShouldBe(["Past 0", "Past 1", "Past 2", "Past 3", "Past 4"]);
        sent.Outcomes.Select(outcome => (outcome.Symbol, outcome.Count, outcome.CarMedianPct)).ShouldBe([("FXI", 7, -3), ("SPY", 7, 2)]);
    }

    [Fact]
    public async Task An_event_that_another_took_the_place_of_since_is_told_as_it_stands_now()
    {
        await using AlertWorld world = await QueuedAsync();
        TradeEvent old = (await world.Get<IEventStore>().FindAsync((await world.AlertAsync("strong")).Subject, AlertWorld.Cancel))!;
        TradeEvent live = old with
        {
            EventId = "20250602T110000Z-00000001",
            EventTimeUtc = old.EventTimeUtc.AddHours(-1),
            Headline = "The earlier report",
        };
        await world.Get<IEventStore>().SaveAsync(
            [live, old with { Status = EventStatus.Superseded, SupersededBy = live.EventId }], AlertWorld.Cancel);

        await world.SendAsync("strong");

        world.Webhook.Sent.ShouldHaveSingleItem().Title.ShouldBe("Trade event: The earlier report");
    }

    [Fact]
    public async Task Duplicate_messages_send_one_alert()
    {
        await using AlertWorld world = await QueuedAsync();
        for (int i = 0; i < 5; i++)
        {
            await world.SendAsync("strong");
        }

        world.Webhook.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Duplicate_messages_at_the_same_moment_send_one_alert()
    {
        await using AlertWorld world = await QueuedAsync();
        var answer = new TaskCompletionSource();
        world.Webhook.Until = answer.Task;

        Task first = world.SendAsync("strong");
        await Should.ThrowAsync<IOException>(() => world.SendAsync("strong"));
        answer.SetResult();
        await first;
        await world.SendAsync("strong");

        world.Webhook.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_crash_before_the_claim_sends_once_one_after_the_claim_waits_for_it_to_run_out()
    {
        await using AlertWorld world = await QueuedAsync();
        var crashing = new CrashingStore(world.Alerts);
        SendAlert step = new(world.Get<AlertRules>(), [world.Webhook], crashing, world.Get<ComposeAlert>(), world.Clock);
        WorkMessage message = WorkMessage.ForAlert(await world.AlertAsync("strong")).Body;

        crashing.Before = AlertStatus.Sending;
        await Should.ThrowAsync<CrashException>(() => step.RunAsync(message, AlertWorld.Cancel));
        world.Webhook.Sent.ShouldBeEmpty();

        crashing.After = AlertStatus.Sending;
        await Should.ThrowAsync<CrashException>(() => step.RunAsync(message, AlertWorld.Cancel));
        world.Webhook.Sent.ShouldBeEmpty();

        await Should.ThrowAsync<IOException>(() => step.RunAsync(message, AlertWorld.Cancel));
        world.Webhook.Sent.ShouldBeEmpty("the claim of the one that crashed still holds");

        world.Clock.Advance(SendAlert.Lease);
        await step.RunAsync(message, AlertWorld.Cancel);
        await step.RunAsync(message, AlertWorld.Cancel);
        world.Webhook.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_crash_between_the_receivers_answer_and_the_mark_sends_twice_under_one_id_and_never_a_third_time()
    {
        await using AlertWorld world = await QueuedAsync();
        var crashing = new CrashingStore(world.Alerts) { Before = AlertStatus.Sent };
        SendAlert step = new(world.Get<AlertRules>(), [world.Webhook], crashing, world.Get<ComposeAlert>(), world.Clock);
        WorkMessage message = WorkMessage.ForAlert(await world.AlertAsync("strong")).Body;

        await Should.ThrowAsync<CrashException>(() => step.RunAsync(message, AlertWorld.Cancel));
        world.Clock.Advance(SendAlert.Lease);
        await step.RunAsync(message, AlertWorld.Cancel);
        world.Clock.Advance(SendAlert.Lease);
        await step.RunAsync(message, AlertWorld.Cancel);

        world.Webhook.Sent.Count.ShouldBe(2);
        world.Webhook.Sent.Select(sent => sent.Alert.AlertId).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task What_may_pass_is_tried_again_what_is_refused_is_dead_lettered_and_a_replay_still_sends_it()
    {
        await using AlertWorld world = await QueuedAsync();
        world.Webhook.Answer = static _ => new WebhookAnswer(WebhookResult.Unavailable, "The host desk.example answered with status 503.");
        (await Should.ThrowAsync<IOException>(() => world.SendAsync("strong"))).Message.ShouldContain("503");
        (await world.AlertAsync("strong")).Status.ShouldBe(AlertStatus.Failed);

        world.Webhook.Answer = static _ => new WebhookAnswer(WebhookResult.Refused, "The host desk.example answered with status 404.");
        (await Should.ThrowAsync<PermanentFaultException>(() => world.SendAsync("strong"))).Reason.ShouldBe("webhook_refused");

        world.Webhook.Answer = static _ => new WebhookAnswer(WebhookResult.Taken, "Taken.");
        await world.SendAsync("strong");
        Alert sent = await world.AlertAsync("strong");
        sent.Status.ShouldBe(AlertStatus.Sent);
        sent.Attempts.ShouldBe(3);
    }

    [Fact]
    public async Task Beyond_the_hours_allowance_alerts_are_kept_back_and_the_next_one_says_how_many()
    {
        EventRule[] rules = [.. Enumerable.Range(0, 5).Select(i => Strong with { Name = $"r{i}" })];
        await using var world = new AlertWorld(rules);
        world.Webhook.PerHour = 2;
        await world.ScoreAsync(await world.DetectAsync());
        for (int i = 0; i < 4; i++)
        {
            await world.SendAsync($"r{i}");
        }

        world.Webhook.Sent.Select(sent => sent.Alert.Rule).ShouldBe(["r0", "r1"]);
        Alert kept = await world.AlertAsync("r3");
        kept.Status.ShouldBe(AlertStatus.HeldBack);
        kept.Outcome.ShouldBe("The limit of webhook 'desk', 2 alerts per hour, is reached.");

        world.Clock.Advance(TimeSpan.FromHours(1));
        await world.SendAsync("r3");
        await world.SendAsync("r4");
        world.Webhook.Sent.Count.ShouldBe(3, "what was kept back stays so");
        world.Webhook.Sent[^1].Alert.HeldBack.ShouldBe(2);
    }

    [Fact]
    public async Task Retries_of_one_alert_use_one_share_of_the_allowance()
    {
        await using AlertWorld world = await QueuedAsync();
        world.Webhook.PerHour = 1;
        world.Webhook.Answer = static _ => new WebhookAnswer(WebhookResult.Unavailable, "Down.");
        for (int i = 0; i < 4; i++)
        {
            await Should.ThrowAsync<IOException>(() => world.SendAsync("strong"));
        }

        world.Webhook.Sent.Count.ShouldBe(4);
    }

    [Theory]
    [InlineData("gone", "20250602T120000Z-1f0c9a3e", "unknown_rule")]
    [InlineData("strong", "20250602T120000Z-1f0c9a3e", "unknown_alert")]
    [InlineData(null, "x", "unknown_rule")]
    public async Task Work_on_what_does_not_exist_can_never_succeed(string? rule, string subject, string reason)
    {
        await using var world = new AlertWorld(Strong);
        var message = new WorkMessage { Kind = MessageKinds.Alert, Id = subject, Rule = rule };
        (await Should.ThrowAsync<PermanentFaultException>(() => world.Get<SendAlert>().RunAsync(message, AlertWorld.Cancel)))
            .Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_receiver_that_is_down_holds_up_no_scores_and_its_alert_ends_among_the_dead_letters()
    {
        await using var world = new AlertWorld([Strong], services => services.AddSingleton(TimeProvider.System));
        var silence = new TaskCompletionSource();
        world.Webhook.Until = silence.Task;
        world.Webhook.Answer = static _ => new WebhookAnswer(WebhookResult.Unavailable, "The host desk.example did not answer in time.");
        TradeEvent found = await world.DetectAsync(published: TimeProvider.System.GetUtcNow().AddHours(-1)
            .ToString("yyyy-MM-ddTHH:mmZ", System.Globalization.CultureInfo.InvariantCulture));
        using var stop = new CancellationTokenSource();
        Task pumped = world.Get<QueuedSteps>().PumpAsync(world.Get<IWorkReceiver>(), stop.Token);

        await UntilAsync(async () => world.Webhook.Sent.Count > 0
            && await world.Get<IScoreStore>().ReadEventAsync(found.EventId, AlertWorld.Cancel).AnyAsync(AlertWorld.Cancel));
        (await world.WaitingAsync()).ShouldBe(1, "the receiver has not answered yet");
        silence.SetResult();
        await UntilAsync(async () => await world.WaitingAsync() == 0);
        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(pumped);

        DeadLetter letter = await world.Get<IDeadLetters>().ListAsync(QueueNames.Alerts, AlertWorld.Cancel).SingleAsync(AlertWorld.Cancel);
        letter.Deliveries.ShouldBe(3);
        letter.Description.ShouldContain("did not answer in time");
        Alert alert = await world.AlertAsync("strong");
        alert.Status.ShouldBe(AlertStatus.Failed);
        alert.Attempts.ShouldBe(3);
    }

    private static ImpactScore Score(TradeEvent of, string symbol, double car) => new()
    {
        EventId = of.EventId,
        EventTimeUtc = of.EventTimeUtc,
        Symbol = symbol,
        WindowKey = "m1_p1",
        Status = ScoreStatus.Final,
        CarPct = car,
        AdjustedScore = 10 * car,
    };

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await done())
        {
            await Task.Delay(10, patience.Token);
        }
    }

    private static async Task<AlertWorld> QueuedAsync()
    {
        var world = new AlertWorld(Strong);
        await world.ScoreAsync(await world.DetectAsync());
        return world;
    }

    private sealed class CrashException : Exception;

    /// <summary>Simulates a crash before or after the write that gives an alert a certain status.</summary>
    private sealed class CrashingStore(IAlertStore inner) : IAlertStore
    {
        public AlertStatus? Before { get; set; }

        public AlertStatus? After { get; set; }

        public Task<bool> AddAsync(Alert alert, CancellationToken cancellationToken) => inner.AddAsync(alert, cancellationToken);

        public Task<Alert?> FindAsync(string rule, string subject, CancellationToken cancellationToken) =>
            inner.FindAsync(rule, subject, cancellationToken);

        public IAsyncEnumerable<Alert> ReadAsync(string rule, CancellationToken cancellationToken) =>
            inner.ReadAsync(rule, cancellationToken);

        public async Task<Alert?> ReplaceAsync(Alert known, Alert next, CancellationToken cancellationToken)
        {
            if (Before == next.Status)
            {
                Before = null;
                throw new CrashException();
            }

            Alert? stored = await inner.ReplaceAsync(known, next, cancellationToken);
            if (After == next.Status)
            {
                After = null;
                throw new CrashException();
            }

            return stored;
        }

        public Task<AlertAdmission> AdmitAsync(string webhook, int perHour, CancellationToken cancellationToken) =>
            inner.AdmitAsync(webhook, perHour, cancellationToken);
    }
}
