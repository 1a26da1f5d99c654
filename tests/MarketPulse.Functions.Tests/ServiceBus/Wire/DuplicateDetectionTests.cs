using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>A message whose id was seen within the window is silently dropped; each of these must arrive nevertheless.</summary>
public sealed class DuplicateDetectionTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceBusOnTheWire _wire;
    private readonly Settlement _settlement;
    private readonly List<string> _worked = [];

    public DuplicateDetectionTests()
    {
        _wire = new ServiceBusOnTheWire(_clock);
        _settlement = new Settlement(_wire.Senders, _clock, NullLogger<Settlement>.Instance);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    [Fact]
    public async Task The_same_id_within_the_window_is_dropped()
    {
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync();
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync();

        _worked.Count.ShouldBe(1, "the ids must prevent this");
    }

    [Fact]
    public async Task A_retry_a_second_rescore_and_a_replay_all_arrive()
    {
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync(failures: 1);
        _worked.ShouldBe(["score:e:1:2025-06-02:0", "score:e:1:2025-06-02:0:try1"]);

        await SendAsync("score:e:1:2025-06-02:20250602120500");
        await DrainAsync(failures: 1, permanent: true);
        _wire.Broker["scores"].DeadLetters!.Count.ShouldBe(1);

        (await new ServiceBusReplay(_wire.Client, _wire.Senders, _clock).ReplayAsync("scores", CancellationToken.None)).ShouldBe(1);
        await DrainAsync();
        _worked[^1].ShouldStartWith("score:e:1:2025-06-02:20250602120500:replay20250602");
        _wire.Broker["scores"].DeadLetters!.Count.ShouldBe(0);
    }

    private Task SendAsync(string messageId) => new ServiceBusWorkQueue(_wire.Senders).SendAsync(
        "scores",
        [new OutgoingMessage(new WorkMessage { Kind = MessageKinds.Score, Id = "e", Revision = 1 }, messageId)],
        CancellationToken.None);

    private async Task DrainAsync(int failures = 0, bool permanent = false)
    {
        while (await _wire.NextAsync("scores") is { } delivery)
        {
            await _settlement.RunAsync(
                "scores",
                delivery.Message,
                delivery.Actions,
                (_, _) =>
                {
                    _worked.Add(delivery.Message.MessageId);
                    return failures-- <= 0 ? Task.CompletedTask
                        : permanent ? throw new PermanentFaultException("broken", "It is broken.") : throw new TimeoutException();
                },
                CancellationToken.None);
        }
    }
}
