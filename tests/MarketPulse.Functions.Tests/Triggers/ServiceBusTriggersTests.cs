using Azure.Messaging.ServiceBus;
using MarketPulse.Core.Events;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Functions.Tests.ServiceBus.Wire;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Functions.Tests.Triggers;

/// <summary>Articles to scores through the triggers on Service Bus.</summary>
public sealed class ServiceBusTriggersTests : IAsyncDisposable
{
    private readonly PipelineInMemory _pipeline;
    private readonly ServiceBusOnTheWire _wire;
    private readonly DetectEventsFunction _detect;
    private readonly ScoreEventFunction _score;
    private readonly ProfileInstrumentsFunction _profile;

    public ServiceBusTriggersTests()
    {
        ServiceBusSenders? senders = null;
        _pipeline = new PipelineInMemory(services => services.AddSingleton<IWorkQueue>(_ => new ServiceBusWorkQueue(senders!)));
        _wire = new ServiceBusOnTheWire(_pipeline.Clock);
        senders = _wire.Senders;
        var settlement = new Settlement(senders, _pipeline.Clock, NullLogger<Settlement>.Instance);
        _detect = new DetectEventsFunction(_pipeline.Get<DetectEvents>(), settlement);
        _score = new ScoreEventFunction(_pipeline.Get<ScoreEvent>(), settlement);
        _profile = new ProfileInstrumentsFunction(_pipeline.Get<ProfileInstruments>(), settlement);
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _wire.DisposeAsync();
    }

    [Fact]
    public async Task An_article_becomes_an_event_and_the_event_scores()
    {
        await _pipeline.StorePricesAsync();
        await SendAsync(await _pipeline.StoreEventArticleAsync());

        (await DeliverAsync("articles")).ShouldBe("completed");
        (await DeliverAsync("scores")).ShouldBe("completed");

        TradeEvent found = (await _pipeline.ReadEventsAsync()).ShouldHaveSingleItem();
        found.Stance.ShouldBe(Stance.Escalation);
        (await _pipeline.ReadScoresAsync()).Count.ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task Scores_become_profiles()
    {
        await _pipeline.StorePricesAsync();
        await SendAsync(await _pipeline.StoreEventArticleAsync());
        await DeliverAsync("articles");
        await DeliverAsync("scores");

        (await _pipeline.Get<SummarizeSensitivity>().RunAsync(CancellationToken.None)).Instruments.ShouldBe(2);
        (await DeliverAsync("profiles")).ShouldBe("completed");

        List<SensitivityProfile> profiles = await _pipeline.Get<ISensitivityStore>()
            .QueryAsync(new SensitivityQuery { Kind = "all" }, CancellationToken.None).ToListAsync();
        profiles.Count.ShouldBe(2 * 3 * 3);
        profiles.Count(profile => profile is { Symbol: "FXI", Events: 1 }).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_message_that_carries_no_properties_is_read_all_the_same()
    {
        OutgoingMessage message = await _pipeline.StoreEventArticleAsync();
        await _wire.SendAsync("articles", new ServiceBusMessage(BinaryData.FromString(message.Body.ToJson())));

        (await DeliverAsync("articles")).ShouldBe("completed");
        _wire.Broker["scores"].Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_article_adds_nothing_to_the_tables()
    {
        await _pipeline.StorePricesAsync();
        OutgoingMessage message = await _pipeline.StoreEventArticleAsync();
        await SendAsync(message);
        await DrainAsync();
        IReadOnlyList<string> before = await _pipeline.ReadScoresAsync();

        await SendAsync(message with { MessageId = message.MessageId + ":again" });
        await DrainAsync();

        (await _pipeline.ReadEventsAsync()).Count.ShouldBe(1);
        (await _pipeline.ReadScoresAsync()).ShouldBe(before);
    }

    [Theory]
    [InlineData("articles")]
    [InlineData("scores")]
    public async Task A_crash_between_send_and_complete_loses_and_doubles_nothing(string crashing)
    {
        await _pipeline.StorePricesAsync();
        await SendAsync(await _pipeline.StoreEventArticleAsync());
        if (crashing == "scores")
        {
            await DeliverAsync("articles");
        }

        Delivery delivery = await _wire.ReceiveAsync(crashing);
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.LostRequest);
        await Should.ThrowAsync<ServiceBusException>(() => RunAsync(crashing, delivery));
        await interrupted;
        _wire.ExpireLocks();
        await DrainAsync();

        (await _pipeline.ReadEventsAsync()).Count.ShouldBe(1);
        IReadOnlyList<string> scores = await _pipeline.ReadScoresAsync();
        scores.Count.ShouldBeGreaterThan(3);
        scores.Distinct().Count().ShouldBe(scores.Count);
        _wire.Broker["articles"].DeadLetters!.Count.ShouldBe(0);
        _wire.Broker["scores"].DeadLetters!.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("articles", "unknown_article")]
    [InlineData("scores", "unknown_event")]
    [InlineData("profiles", "no_symbols")]
    public async Task Work_on_a_missing_article_or_event_or_on_no_instruments_is_dead_lettered(string queue, string reason)
    {
        string kind = queue switch { "articles" => "article", "scores" => "score", _ => "profiles" };
        await _wire.SendAsync(queue, new ServiceBusMessage($$"""{"v":1,"kind":"{{kind}}","id":"0000000000000000"}"""));

        (await DeliverAsync(queue)).ShouldBe("dead-lettered");
        (await _wire.PeekDeadLettersAsync(queue)).ShouldHaveSingleItem().DeadLetterReason.ShouldBe(reason);
    }

    [Fact]
    public async Task A_message_to_score_a_superseded_event_is_completed_and_the_rows_are_gone()
    {
        await _pipeline.StorePricesAsync();
        await SendAsync(await _pipeline.StoreEventArticleAsync());
        await DeliverAsync("articles");
        TradeEvent found = (await _pipeline.ReadEventsAsync()).ShouldHaveSingleItem();
        TradeEvent superseded = found with { Status = EventStatus.Superseded, SupersededBy = "20250601T000000Z-00000000" };
        await _pipeline.Events.SaveAsync([superseded], CancellationToken.None);

        (await DeliverAsync("scores")).ShouldBe("completed");

        _wire.Broker["scores"].DeadLetters!.Count.ShouldBe(0);
        (await _pipeline.ReadScoresAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_cancelled_token_gives_the_message_back()
    {
        await SendAsync(await _pipeline.StoreEventArticleAsync());
        Delivery delivery = await _wire.ReceiveAsync("articles");

        await _detect.RunAsync(delivery.Message, delivery.Actions, new CancellationToken(canceled: true));

        delivery.Actions.Settled.ShouldBe(["abandoned"]);
        (await DeliverAsync("articles")).ShouldBe("completed");
    }

    private Task SendAsync(OutgoingMessage message) =>
        new ServiceBusWorkQueue(_wire.Senders).SendAsync(QueueNames.Articles, [message], CancellationToken.None);

    private async Task<string> DeliverAsync(string queue)
    {
        Delivery delivery = await _wire.ReceiveAsync(queue);
        await RunAsync(queue, delivery);
        return delivery.Actions.Settled.ShouldHaveSingleItem();
    }

    private Task RunAsync(string queue, Delivery delivery) => queue == "articles"
        ? _detect.RunAsync(delivery.Message, delivery.Actions, CancellationToken.None)
        : queue == "profiles" ? _profile.RunAsync(delivery.Message, delivery.Actions, CancellationToken.None)
        : _score.RunAsync(delivery.Message, delivery.Actions, CancellationToken.None);

    private async Task DrainAsync()
    {
        foreach (string queue in new[] { "articles", "scores" })
        {
            while (await _wire.NextAsync(queue) is { } delivery)
            {
                await RunAsync(queue, delivery);
            }
        }
    }
}
