using System.Text;
using Azure.Storage.Queues.Models;
using MarketPulse.Functions.StorageQueue;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Functions.Tests.Triggers;

/// <summary>
/// The same work through the triggers on storage queues. The host decodes the base64 of a queued message, redelivers a message
/// that failed, and removes one that was handled.
/// </summary>
public sealed class StorageQueueTriggersTests : IAsyncDisposable
{
    private readonly PipelineInMemory _pipeline = new();
    private readonly DetectEventsFunction _detect;
    private readonly ScoreEventFunction _score;

    public StorageQueueTriggersTests()
    {
        var settlement = new Settlement(_pipeline.Get<IDeadLetters>(), _pipeline.Clock, NullLogger<Settlement>.Instance);
        _detect = new DetectEventsFunction(_pipeline.Get<DetectEvents>(), settlement);
        _score = new ScoreEventFunction(_pipeline.Get<ScoreEvent>(), settlement);
    }

    public ValueTask DisposeAsync() => _pipeline.DisposeAsync();

    [Fact]
    public async Task An_article_becomes_an_event_and_the_event_scores()
    {
        await _pipeline.StorePricesAsync();
        OutgoingMessage article = await _pipeline.StoreEventArticleAsync();

        await _detect.RunAsync(FromHost(article.Body.ToJson()), CancellationToken.None);
        string eventId = (await _pipeline.ReadEventsAsync()).ShouldHaveSingleItem().EventId;
        await _score.RunAsync(FromHost($$"""{"v":1,"kind":"score","id":"{{eventId}}","revision":1}"""), CancellationToken.None);

        (await _pipeline.ReadScoresAsync()).Count.ShouldBeGreaterThan(3);
        (await DeadLettersAsync("articles")).ShouldBeEmpty();
        (await DeadLettersAsync("scores")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_of_instruments_becomes_profiles_and_one_without_instruments_a_dead_letter()
    {
        await _pipeline.StorePricesAsync();
        var profile = new ProfileInstrumentsFunction(
            _pipeline.Get<ProfileInstruments>(),
            new Settlement(_pipeline.Get<IDeadLetters>(), _pipeline.Clock, NullLogger<Settlement>.Instance));
        OutgoingMessage batch = (await _pipeline.Get<QueueProfiles>().RunAsync(CancellationToken.None)).ShouldHaveSingleItem();

        await profile.RunAsync(FromHost(batch.Body.ToJson()), CancellationToken.None);
        await profile.RunAsync(FromHost("""{"v":1,"kind":"profiles","id":"x"}"""), CancellationToken.None);

        (await _pipeline.Get<ISensitivityStore>().QueryAsync(new SensitivityQuery(), CancellationToken.None).CountAsync()).ShouldBe(
            2 * 3 * 3);
        (await DeadLettersAsync("profiles")).ShouldHaveSingleItem().Reason.ShouldBe("no_symbols");
    }

    [Theory]
    [InlineData("not json", "not_json")]
    [InlineData("", "not_json")]
    [InlineData("""{"v":9,"kind":"article","id":"x"}""", "unknown_version")]
    [InlineData("""{"v":1,"kind":"dance","id":"x"}""", "unknown_kind")]
    [InlineData("""{"v":1,"kind":"article","id":"0000000000000000"}""", "unknown_article")]
    public async Task Poison_is_dead_lettered_immediately_with_its_reason_and_removed(string body, string reason)
    {
        await _detect.RunAsync(FromHost(body), CancellationToken.None);

        DeadLetter letter = (await DeadLettersAsync("articles")).ShouldHaveSingleItem();
        letter.Reason.ShouldBe(reason);
        letter.Body.ShouldBe(body);
        letter.FailedUtc.ShouldBe(_pipeline.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    [InlineData(6, true)]
    public async Task Transient_faults_are_retried_by_the_host_until_the_last_delivery(int delivery, bool isDeadLettered)
    {
        var settlement = new Settlement(_pipeline.Get<IDeadLetters>(), _pipeline.Clock, NullLogger<Settlement>.Instance);
        Task run = settlement.RunAsync(
            "scores",
            FromHost("""{"v":1,"kind":"score","id":"x"}""", delivery),
            (_, _) => throw new TimeoutException("slow"),
            CancellationToken.None);

        if (!isDeadLettered)
        {
            await Should.ThrowAsync<TimeoutException>(() => run);
            (await DeadLettersAsync("scores")).ShouldBeEmpty();
            return;
        }

        await run;
        DeadLetter letter = (await DeadLettersAsync("scores")).ShouldHaveSingleItem();
        letter.Reason.ShouldBe("retries_exhausted");
        letter.Description.ShouldContain("slow");
        letter.Deliveries.ShouldBe(delivery);
    }

    [Fact]
    public async Task A_cancelled_token_leaves_the_message_to_the_host_even_on_the_last_delivery()
    {
        OutgoingMessage article = await _pipeline.StoreEventArticleAsync();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            _detect.RunAsync(
                FromHost(article.Body.ToJson(), RetryPolicy.FunctionsStorageQueue.MaxDeliveries),
                new CancellationToken(canceled: true)));

        (await DeadLettersAsync("articles")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replay_sends_every_letter_again()
    {
        await _detect.RunAsync(FromHost("poison"), CancellationToken.None);

        (await new StorageQueueReplay(_pipeline.Get<IDeadLetters>()).ReplayAsync("articles", CancellationToken.None)).ShouldBe(1);

        (await DeadLettersAsync("articles")).ShouldBeEmpty();
        (await _pipeline.Get<IWorkReceiver>().CountAsync("articles", CancellationToken.None)).ShouldBe(1);
    }

    private async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string queue) =>
        await _pipeline.Get<IDeadLetters>().ListAsync(queue, CancellationToken.None).ToListAsync();

    /// <summary>A message as stored in the queue, in base64, and passed on decoded, as configured in host.json.</summary>
    private QueueMessage FromHost(string body, int delivery = 1)
    {
        string queued = Convert.ToBase64String(Encoding.UTF8.GetBytes(body));
        return QueuesModelFactory.QueueMessage(
            "id-1",
            "receipt",
            BinaryData.FromBytes(Convert.FromBase64String(queued)),
            delivery,
            insertedOn: _pipeline.Clock.GetUtcNow().AddSeconds(-3));
    }
}
