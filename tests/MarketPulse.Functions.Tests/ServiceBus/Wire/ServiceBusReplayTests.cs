using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

public sealed class ServiceBusReplayTests : IAsyncDisposable
{
    private const string Queue = "scores";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceBusOnTheWire _wire;

    public ServiceBusReplayTests() => _wire = new ServiceBusOnTheWire(_clock);

    private BrokerQueue DeadLetters => _wire.Broker[Queue].DeadLetters!;

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    [Fact]
    public async Task Replaying_an_empty_queue_does_not_wait()
    {
        (await ReplayAsync()).ShouldBe(0);
        DeadLetters.RequestedCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_replayed_letter_has_all_its_retries_again_and_no_trace_of_its_death()
    {
        var work = new WorkMessage
        {
            Kind = MessageKinds.Score,
            Id = "e",
            Revision = 1,
            Attempt = 5,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
        await SendAsync(ServiceBusWorkQueue.ToServiceBus(work, "score:e:1::0:try5"));
        await DeadLetterAsync(1);

        (await ReplayAsync()).ShouldBe(1);

        Delivery again = await _wire.ReceiveAsync(Queue);
        again.Message.MessageId.ShouldBe("score:e:1::0:replay20250602120000");
        WorkMessage.Parse(again.Message.Body.ToString()).ShouldBe(work with { Attempt = 0 });
        again.Message.ApplicationProperties.ShouldBe(new Dictionary<string, object> { ["traceparent"] = work.TraceParent });
        again.Message.ContentType.ShouldBe("application/json");
        (again.Message.DeadLetterReason, again.Message.DeadLetterSource).ShouldBe((null, null));
        DeadLetters.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Every_letter_is_replayed_with_a_new_id_and_dead_lettered_again()
    {
        await PoisonAsync(120);

        (await ReplayAsync()).ShouldBe(120);

        (await _wire.PeekIdsAsync(Queue)).ShouldBe(Enumerable.Range(0, 120).Select(i => $"poison:{i}:replay20250602120000"));
        DeadLetters.Count.ShouldBe(0);
        await DeadLetterAsync(120);
        DeadLetters.Count.ShouldBe(120, "poison is dead-lettered again, and kept");
    }

    [Fact]
    public async Task Letters_dead_lettered_again_during_the_replay_are_not_replayed_twice_or_kept_locked()
    {
        await PoisonAsync(70);
        using var end = new CancellationTokenSource();
        Task consumer = DeadLetterUntilAsync(end.Token);

        (await ReplayAsync()).ShouldBeInRange(50, 70, "the first batch, and part of the second before a copy appears again");

        await _wire.Broker.WaitUntilAsync(
            () => _wire.Broker[Queue].Count == 0 && DeadLetters.Count == 70, "all are back among the dead letters");
        await end.CancelAsync();
        await consumer;
        (await _wire.PeekDeadLettersAsync(Queue)).Select(letter => Number(letter.MessageId))
            .ShouldBe(Enumerable.Range(0, 70), ignoreOrder: true);
        DeadLetters.LockedCount.ShouldBe(0, "the next replay does not need to wait for locks to expire");
    }

    [Fact]
    public async Task A_letter_is_sent_before_it_is_removed_so_a_replay_that_dies_in_between_loses_none()
    {
        await PoisonAsync(3);
        ServiceBusClient dying = _wire.Connect();
        Task silence = _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.Silence);
        Task<int> replay = ReplayAsync(dying);

        await silence;
        (await _wire.PeekIdsAsync(Queue)).ShouldBe(["poison:0:replay20250602120000"]);
        DeadLetters.Count.ShouldBe(3);
        await dying.DisposeAsync();
        await Should.ThrowAsync<Exception>(() => replay);
        await _wire.Broker.WaitUntilAsync(() => DeadLetters.ReceiverCount == 0, "the dead client's link is gone");

        _wire.ExpireLocks();
        (await ReplayAsync()).ShouldBe(3);
        (await _wire.PeekIdsAsync(Queue)).Select(Number).ShouldBe([0, 0, 1, 2], "the first is there twice, which the steps tolerate");
        DeadLetters.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Lost_requests_and_responses_neither_lose_nor_duplicate_anything()
    {
        await PoisonAsync(60);
        Task[] interruptions =
        [
            _wire.Broker.InterruptNext(BrokerOperation.Send, Interruption.LostRequest),
            _wire.Broker.InterruptNext(BrokerOperation.Send, Interruption.LostAnswer),
            _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.LostRequest),
            _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.LostAnswer),
        ];

        (await ReplayAsync()).ShouldBe(60);

        await Task.WhenAll(interruptions);
        (await _wire.PeekIdsAsync(Queue)).Select(Number).ShouldBe(Enumerable.Range(0, 60));
        DeadLetters.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_restart_of_the_broker_in_the_midst_of_a_replay_loses_and_doubles_nothing()
    {
        await PoisonAsync(60);
        Task<int> replay = ReplayAsync();
        await _wire.Broker.WaitUntilAsync(() => _wire.Broker[Queue].Count >= 10, "ten letters are replayed");
        _wire.Broker.Restart();

        (await replay).ShouldBe(60);
        (await _wire.PeekIdsAsync(Queue)).Select(Number).ShouldBe(Enumerable.Range(0, 60));
        DeadLetters.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Letters_without_an_id_are_all_replayed()
    {
        for (int i = 0; i < 3; i++)
        {
            await SendAsync(new ServiceBusMessage($"{i}"));
        }

        await DeadLetterAsync(3);
        (await ReplayAsync()).ShouldBe(3);
        (await _wire.PeekAsync(Queue)).Select(copy => copy.Body.ToString()).ShouldBe(["0", "1", "2"]);
    }

    [Fact]
    public async Task A_letter_whose_body_is_an_AMQP_value_is_replayed_as_it_is_and_holds_up_no_other()
    {
        var value = new ServiceBusMessage { MessageId = "value" };
        value.GetRawAmqpMessage().Body = AmqpMessageBody.FromValue("text");
        await SendAsync(value);
        await PoisonAsync(1, alreadyInQueue: 1);

        (await ReplayAsync()).ShouldBe(2);

        (await _wire.ReceiveAsync(Queue)).Message.GetRawAmqpMessage().Body.TryGetValue(out object? text).ShouldBeTrue();
        text.ShouldBe("text");
        (await _wire.ReceiveAsync(Queue)).Message.Body.ToString().ShouldBe("poison 0");
    }

    private static int Number(string id) => int.Parse(id.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture);

    private Task<int> ReplayAsync() => ReplayAsync(_wire.Client);

    private Task<int> ReplayAsync(ServiceBusClient client) =>
        new ServiceBusReplay(client, new ServiceBusSenders(client), _clock)
            .ReplayAsync(Queue, CancellationToken.None)
            .WaitAsync(ServiceBusOnTheWire.Patience);

    private Task SendAsync(ServiceBusMessage message) => _wire.SendAsync(Queue, message);

    private async Task PoisonAsync(int count, int alreadyInQueue = 0)
    {
        await _wire.Senders.For(Queue).SendMessagesAsync(
            Enumerable.Range(0, count).Select(i => new ServiceBusMessage($"poison {i}") { MessageId = $"poison:{i}" }));
        await DeadLetterAsync(alreadyInQueue + count);
    }

    private async Task DeadLetterAsync(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Delivery delivery = await _wire.ReceiveAsync(Queue);
            await delivery.Actions.DeadLetterMessageAsync(delivery.Message, deadLetterReason: "not_json");
        }
    }

    private async Task DeadLetterUntilAsync(CancellationToken end)
    {
        await using ServiceBusClient client = _wire.Connect();
        await using ServiceBusReceiver receiver = client.CreateReceiver(Queue);
        try
        {
            await foreach (ServiceBusReceivedMessage message in receiver.ReceiveMessagesAsync(end))
            {
                await receiver.DeadLetterMessageAsync(message, "not_json", cancellationToken: CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }
}
