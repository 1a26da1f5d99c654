using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Pipeline.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus;

/// <summary>An id seen within the window is dropped in silence; each of these must arrive all the same.</summary>
public sealed class DuplicateDetectionTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeServiceBus _bus;
    private readonly ServiceBusSenders _senders;
    private readonly Settlement _settlement;
    private readonly List<string> _worked = [];

    public DuplicateDetectionTests()
    {
        _bus = new FakeServiceBus(_clock);
        _senders = new ServiceBusSenders(_bus.Client);
        _settlement = new Settlement(_senders, _clock, NullLogger<Settlement>.Instance);
    }

    [Fact]
    public async Task The_same_id_within_the_window_is_dropped()
    {
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync();
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync();

        _worked.Count.ShouldBe(1, "this is what the ids must guard against");
    }

    [Fact]
    public async Task A_retry_a_second_rescore_and_a_replay_all_arrive()
    {
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync(failures: 1);
        _worked.ShouldBe(["score:e:1:2025-06-02:0", "score:e:1:2025-06-02:0:try1"]);

        await SendAsync("score:e:1:2025-06-02:20250602120500");
        await DrainAsync(failures: 1, permanent: true);
        _bus.DeadLetters("scores").Count.ShouldBe(1);

        (await new ServiceBusReplay(_bus.Client, _senders, _clock).ReplayAsync("scores", CancellationToken.None)).ShouldBe(1);
        await DrainAsync();
        _worked[^1].ShouldStartWith("score:e:1:2025-06-02:20250602120500:replay20250602");
        _bus.DeadLetters("scores").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_replayed_letter_has_all_its_retries_again_and_no_trace_of_its_death()
    {
        await SendAsync("score:e:1:2025-06-02:0");
        await DrainAsync(failures: 6);
        ServiceBusReceivedMessage letter = _bus.DeadLetters("scores").ShouldHaveSingleItem();
        WorkMessage.Parse(letter.Body.ToString()).Attempt.ShouldBe(5);

        await new ServiceBusReplay(_bus.Client, _senders, _clock).ReplayAsync("scores", CancellationToken.None);

        FakeServiceBus.Delivery again = _bus.Receive("scores").ShouldNotBeNull();
        WorkMessage.Parse(again.Message.Body.ToString()).Attempt.ShouldBe(0);
        again.Message.ApplicationProperties.Keys.ShouldNotContain("DeadLetterReason");
        again.Message.ApplicationProperties.Keys.ShouldNotContain("DeadLetterErrorDescription");
    }

    [Fact]
    public async Task A_replay_hands_back_every_letter_and_ends()
    {
        for (int i = 0; i < 120; i++)
        {
            _bus.Send("scores", new ServiceBusMessage(BinaryData.FromString($"poison {i}")) { MessageId = $"poison:{i}" });
        }

        await DrainAsync();
        _bus.DeadLetters("scores").Count.ShouldBe(120);

        (await new ServiceBusReplay(_bus.Client, _senders, _clock).ReplayAsync("scores", CancellationToken.None)).ShouldBe(120);
        _bus.Count("scores").ShouldBe(120);
        await DrainAsync();
        _bus.DeadLetters("scores").Count.ShouldBe(120, "poison stays poison, and is kept");
    }

    private Task SendAsync(string messageId) => new ServiceBusWorkQueue(_senders).SendAsync(
        "scores", [new OutgoingMessage(new WorkMessage { Kind = MessageKinds.Score, Id = "e", Revision = 1 }, messageId)], CancellationToken.None);

    private async Task DrainAsync(int failures = 0, bool permanent = false)
    {
        while (_bus.Count("scores") > 0)
        {
            if (_bus.Receive("scores") is not { } delivery)
            {
                _clock.Advance(TimeSpan.FromSeconds(1));
                continue;
            }

            await _settlement.RunAsync(
                "scores",
                delivery.Message,
                delivery.Actions,
                (_, _) =>
                {
                    _worked.Add(delivery.Message.MessageId!);
                    return failures-- <= 0 ? Task.CompletedTask
                        : permanent ? throw new PermanentFaultException("broken", "It is broken.") : throw new TimeoutException();
                },
                CancellationToken.None);
        }
    }
}
