using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>The fate of a message in the queue.</summary>
public sealed class SettlementTests : IAsyncDisposable
{
    private const string Queue = "scores";
    private static readonly WorkMessage Work = new() { Kind = MessageKinds.Score, Id = "20250602T120000Z-1f0c9a3e", Revision = 1 };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceBusOnTheWire _wire;
    private readonly Settlement _settlement;

    public SettlementTests()
    {
        _wire = new ServiceBusOnTheWire(_clock);
        _settlement = new Settlement(_wire.Senders, _clock, NullLogger<Settlement>.Instance);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    private Task SendAsync(string messageId = "score:e:1::0") =>
        new ServiceBusWorkQueue(_wire.Senders).SendAsync(Queue, [new OutgoingMessage(Work, messageId)], CancellationToken.None);

    private Task RunAsync(
        Delivery delivery, Func<WorkMessage, CancellationToken, Task> step, CancellationToken cancellationToken = default) =>
        _settlement.RunAsync(Queue, delivery.Message, delivery.Actions, step, cancellationToken);

    private async Task<string> DeliverAsync(Func<WorkMessage, CancellationToken, Task> step, CancellationToken cancellationToken = default)
    {
        Delivery delivery = await _wire.ReceiveAsync(Queue);
        await RunAsync(delivery, step, cancellationToken);
        return delivery.Actions.Settled.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Finished_work_completes_the_message()
    {
        await SendAsync();
        WorkMessage? seen = null;

        string settled = await DeliverAsync((work, _) =>
        {
            seen = work;
            return Task.CompletedTask;
        });

        settled.ShouldBe("completed");
        seen.ShouldBe(Work);
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task Transient_fault_sends_a_delayed_copy_under_its_own_id_and_completes_the_original()
    {
        await SendAsync();

        string settled = await DeliverAsync((_, _) => throw new TimeoutException("slow"));

        settled.ShouldBe("completed");
        ServiceBusReceivedMessage copy = (await _wire.PeekAsync(Queue)).ShouldHaveSingleItem();
        (copy.MessageId, copy.State).ShouldBe(("score:e:1::0:try1", ServiceBusMessageState.Scheduled));
        copy.ContentType.ShouldBe("application/json");
        (copy.ScheduledEnqueueTime - _clock.GetUtcNow()).ShouldBeInRange(TimeSpan.FromSeconds(11.25), TimeSpan.FromSeconds(18.75));
        WorkMessage.Parse(copy.Body.ToString()).ShouldBe(Work with { Attempt = 1 });

        Delivery delivered = (await _wire.NextAsync(Queue)).ShouldNotBeNull();
        delivered.Message.MessageId.ShouldBe(copy.MessageId);
    }

    [Fact]
    public async Task Work_that_never_succeeds_is_attempted_for_longer_than_a_working_day_and_then_dead_lettered()
    {
        await SendAsync();
        DateTimeOffset start = _clock.GetUtcNow();
        int calls = 0;
        while (await _wire.NextAsync(Queue) is { } delivery)
        {
            await RunAsync(delivery, (_, _) =>
            {
                calls++;
                throw new TimeoutException("storage is slow");
            });
            delivery.Actions.Settled.Count.ShouldBe(1);
        }

        calls.ShouldBe(13);
        (_clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromHours(10), TimeSpan.FromHours(17));
        ServiceBusReceivedMessage dead = (await _wire.PeekDeadLettersAsync(Queue)).ShouldHaveSingleItem();
        dead.MessageId.ShouldBe("score:e:1::0:try12");
        (dead.DeadLetterReason, dead.DeadLetterErrorDescription).ShouldBe(("retries_exhausted", "storage is slow"));
    }

    [Fact]
    public async Task Permanent_fault_is_dead_lettered_immediately_with_reason_and_description()
    {
        await SendAsync();

        string settled = await DeliverAsync(
            (_, _) => throw new PermanentFaultException("event_superseded", "The event was superseded by x."));

        settled.ShouldBe("dead-lettered");
        _wire.Broker[Queue].Count.ShouldBe(0);
        ServiceBusReceivedMessage dead = (await _wire.PeekDeadLettersAsync(Queue)).ShouldHaveSingleItem();
        (dead.DeadLetterReason, dead.DeadLetterErrorDescription).ShouldBe(("event_superseded", "The event was superseded by x."));
    }

    [Fact]
    public async Task Failing_messages_without_an_id_each_get_their_own_copy()
    {
        for (int i = 0; i < 2; i++)
        {
            await _wire.SendAsync(Queue, new ServiceBusMessage(BinaryData.FromString((Work with { Revision = i }).ToJson())));
            (await DeliverAsync((_, _) => throw new TimeoutException())).ShouldBe("completed");
        }

        (await _wire.PeekAsync(Queue)).Select(copy => WorkMessage.Parse(copy.Body.ToString()).Revision).ShouldBe([0, 1]);
    }

    [Fact]
    public async Task Shutdown_returns_the_message_immediately_and_counts_no_attempt()
    {
        await SendAsync();
        using var shutdown = new CancellationTokenSource();

        string settled = await DeliverAsync(
            async (_, token) =>
            {
                await shutdown.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
            shutdown.Token);

        settled.ShouldBe("abandoned");
        Delivery again = await _wire.ReceiveAsync(Queue);
        again.Message.DeliveryCount.ShouldBe(2);
        WorkMessage.Parse(again.Message.Body.ToString()).Attempt.ShouldBe(0);
    }

    [Fact]
    public async Task Shutdown_after_the_work_is_done_still_completes()
    {
        await SendAsync();
        using var shutdown = new CancellationTokenSource();

        (await DeliverAsync((_, _) => shutdown.CancelAsync(), shutdown.Token)).ShouldBe("completed");
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_copy_that_cannot_be_sent_leaves_the_original_to_be_delivered_again()
    {
        await SendAsync();
        Delivery delivery = await _wire.ReceiveAsync(Queue);
        await using ServiceBusClient impatient = _wire.Connect(maxRetries: 0);
        var settlement = new Settlement(new ServiceBusSenders(impatient), _clock, NullLogger<Settlement>.Instance);

        _wire.Broker.Stop();
        await Should.ThrowAsync<ServiceBusException>(() => settlement.RunAsync(
            Queue, delivery.Message, delivery.Actions, (_, _) => throw new IOException("disk"), CancellationToken.None));
        _wire.Broker.Start();

        delivery.Actions.Settled.ShouldBeEmpty();
        _wire.ExpireLocks();
        (await _wire.ReceiveAsync(Queue)).Message.MessageId.ShouldBe("score:e:1::0");
    }

    [Theory]
    [InlineData(Interruption.LostRequest)]
    [InlineData(Interruption.LostAnswer)]
    public async Task A_copy_whose_connection_is_cut_is_sent_once_and_the_original_completed_over_the_new_one(Interruption interruption)
    {
        await SendAsync();
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.Send, interruption);

        string settled = await DeliverAsync((_, _) => throw new TimeoutException());

        await interrupted;
        settled.ShouldBe("completed");
        (await _wire.PeekIdsAsync(Queue)).ShouldBe(["score:e:1::0:try1"]);
    }

    [Fact]
    public async Task A_completion_that_gets_lost_after_the_copy_leaves_one_copy_not_two()
    {
        await SendAsync();
        Delivery first = await _wire.ReceiveAsync(Queue);
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.LostRequest);
        (await Should.ThrowAsync<ServiceBusException>(() => RunAsync(first, (_, _) => throw new TimeoutException())))
            .Reason.ShouldBe(ServiceBusFailureReason.MessageLockLost);
        await interrupted;
        (await _wire.PeekIdsAsync(Queue)).ShouldBe(["score:e:1::0", "score:e:1::0:try1"]);

        // The copy becomes due in the meantime; the original is older and delivered first.
        _wire.ExpireLocks();
        (await DeliverAsync((_, _) => throw new TimeoutException())).ShouldBe("completed");

        (await _wire.PeekIdsAsync(Queue)).ShouldBe(["score:e:1::0:try1"]);
    }

    [Fact]
    public async Task A_completion_whose_answer_gets_lost_has_completed_all_the_same()
    {
        await SendAsync();
        Delivery delivery = await _wire.ReceiveAsync(Queue);
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.LostAnswer);
        await Should.ThrowAsync<ServiceBusException>(() => RunAsync(delivery, (_, _) => Task.CompletedTask));
        await interrupted;

        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task Work_in_progress_when_the_broker_restarts_is_completed_afterwards()
    {
        await SendAsync();
        await using ServiceBusReceiver looker = _wire.Client.CreateReceiver(Queue);

        string settled = await DeliverAsync(async (_, token) =>
        {
            _wire.Broker.Restart();

            // The client notices as soon as it uses its new connection.
            await looker.PeekMessageAsync(cancellationToken: token);
        });

        settled.ShouldBe("completed");
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_dead_letter_keeps_its_reason_though_the_links_were_detached_meanwhile()
    {
        await SendAsync();
        await using ServiceBusReceiver looker = _wire.Client.CreateReceiver(Queue);

        string settled = await DeliverAsync(async (_, token) =>
        {
            _wire.Broker.DetachLinks();
            await looker.PeekMessageAsync(cancellationToken: token);
            throw new PermanentFaultException("unknown_event", "There is no event x.");
        });

        settled.ShouldBe("dead-lettered");
        ServiceBusReceivedMessage dead = (await _wire.PeekDeadLettersAsync(Queue)).ShouldHaveSingleItem();
        (dead.DeadLetterReason, dead.DeadLetterErrorDescription).ShouldBe(("unknown_event", "There is no event x."));
    }
}
