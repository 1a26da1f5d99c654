using Azure.Messaging.ServiceBus;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>The test broker gives the guarantees of Service Bus that the product relies on, as seen by the real client.</summary>
public sealed class ServiceBusBrokerTests : IAsyncDisposable
{
    private const string Queue = "scores";
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceBusOnTheWire _wire;
    private readonly ServiceBusSender _sender;
    private readonly ServiceBusReceiver _receiver;

    public ServiceBusBrokerTests()
    {
        _wire = new ServiceBusOnTheWire(_clock);
        _sender = _wire.Client.CreateSender(Queue);
        _receiver = _wire.Client.CreateReceiver(Queue);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    [Fact]
    public async Task A_message_arrives_as_it_was_sent()
    {
        var properties = new Dictionary<string, object>
        {
            ["traceparent"] = "00-ab-cd-01",
            ["count"] = 7,
            ["share"] = 0.25,
            ["on"] = true,
            ["at"] = _clock.GetUtcNow(),
        };
        var sent = new ServiceBusMessage("{\"v\":1}")
        {
            MessageId = "score:é:1",
            ContentType = "application/json",
            Subject = "score",
            CorrelationId = "c",
        };
        foreach ((string name, object value) in properties)
        {
            sent.ApplicationProperties[name] = value;
        }

        await _sender.SendMessageAsync(sent);

        ServiceBusReceivedMessage message = await ReceiveAsync();

        message.Body.ToString().ShouldBe("{\"v\":1}");
        (message.MessageId, message.ContentType).ShouldBe(("score:é:1", "application/json"));
        (message.Subject, message.CorrelationId).ShouldBe(("score", "c"));
        message.ApplicationProperties.ShouldBe(properties, ignoreOrder: true);
        (message.SequenceNumber, message.DeliveryCount).ShouldBe((1, 1));
        (message.EnqueuedTime, message.LockedUntil).ShouldBe((_clock.GetUtcNow(), _clock.GetUtcNow() + TimeSpan.FromMinutes(1)));
    }

    [Fact]
    public async Task Messages_arrive_in_the_order_sent_with_any_number_of_receivers()
    {
        await SendAsync([.. Enumerable.Range(0, 20).Select(i => $"m{i:D2}")]);
        await using ServiceBusReceiver other = _wire.Client.CreateReceiver(Queue);
        List<string> ids = [];
        for (int i = 0; i < 10; i++)
        {
            ids.Add((await ReceiveAsync()).MessageId);
            ids.Add((await ReceiveAsync(other)).MessageId);
        }

        ids.ShouldBe(Enumerable.Range(0, 20).Select(i => $"m{i:D2}"));
    }

    [Fact]
    public async Task A_receiver_that_waits_gets_the_message_when_it_is_sent()
    {
        Task<ServiceBusReceivedMessage> receive = ReceiveAsync();
        await SendAsync("late");
        (await receive).MessageId.ShouldBe("late");
    }

    [Fact]
    public async Task An_id_seen_within_the_window_is_dropped_even_if_its_message_was_consumed()
    {
        await SendAsync("a");
        await _receiver.CompleteMessageAsync(await ReceiveAsync());

        await SendAsync("a", "b", "A");
        (await IdsAsync()).ShouldBe(["b", "A"]);

        _clock.Advance(TimeSpan.FromMinutes(10));
        await SendAsync("a", "a");
        (await IdsAsync()).ShouldBe(["b", "A", "a"]);
    }

    [Fact]
    public async Task Messages_without_an_id_are_not_duplicates()
    {
        await _sender.SendMessageAsync(new ServiceBusMessage("x"));
        await _sender.SendMessageAsync(new ServiceBusMessage("x"));
        (await IdsAsync()).Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_lock_that_expires_gives_the_message_to_the_next_receiver_and_is_worth_nothing_afterwards()
    {
        await SendAsync("a");
        ServiceBusReceivedMessage first = await ReceiveAsync();
        await using ServiceBusReceiver other = _wire.Client.CreateReceiver(Queue);
        Task<ServiceBusReceivedMessage> second = ReceiveAsync(other);

        _clock.Advance(TimeSpan.FromSeconds(59));
        second.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await second).DeliveryCount.ShouldBe(2);
        foreach (Func<Task> settle in new Func<Task>[]
        {
            () => _receiver.CompleteMessageAsync(first),
            () => _receiver.RenewMessageLockAsync(first),
        })
        {
            (await Should.ThrowAsync<ServiceBusException>(settle)).Reason.ShouldBe(ServiceBusFailureReason.MessageLockLost);
        }

        await other.CompleteMessageAsync(await second);
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_renewed_lock_lasts_from_the_time_of_renewal()
    {
        await SendAsync("a");
        ServiceBusReceivedMessage message = await ReceiveAsync();
        for (int i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(40));
            await _receiver.RenewMessageLockAsync(message);
            message.LockedUntil.ShouldBe(_clock.GetUtcNow() + TimeSpan.FromMinutes(1));
        }

        _wire.Broker[Queue].Renewals.ShouldBe(3);
        await _receiver.CompleteMessageAsync(message);
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task An_abandoned_message_is_redelivered_immediately_before_later_ones()
    {
        await SendAsync("a", "b");
        await _receiver.AbandonMessageAsync(await ReceiveAsync());

        ServiceBusReceivedMessage again = await ReceiveAsync();
        (again.MessageId, again.DeliveryCount).ShouldBe(("a", 2));
    }

    [Fact]
    public async Task A_message_delivered_ten_times_is_dead_lettered()
    {
        await SendAsync("a");
        for (int i = 1; i <= 10; i++)
        {
            ServiceBusReceivedMessage message = await ReceiveAsync();
            message.DeliveryCount.ShouldBe(i);
            await _receiver.AbandonMessageAsync(message);
        }

        (await IdsAsync()).ShouldBeEmpty();
        ServiceBusReceivedMessage letter = (await _wire.PeekDeadLettersAsync(Queue)).ShouldHaveSingleItem();
        (letter.MessageId, letter.DeadLetterReason).ShouldBe(("a", "MaxDeliveryCountExceeded"));
    }

    [Fact]
    public async Task A_dead_letter_carries_reason_description_and_source()
    {
        await SendAsync("a");
        await _receiver.DeadLetterMessageAsync(
            await ReceiveAsync(), new Dictionary<string, object> { ["by"] = "test" }, "unknown_event", "It is gone.");

        await using ServiceBusReceiver letters = DeadLetterReceiver();
        ServiceBusReceivedMessage letter = await ReceiveAsync(letters);
        (letter.DeadLetterReason, letter.DeadLetterErrorDescription).ShouldBe(("unknown_event", "It is gone."));
        letter.DeadLetterSource.ShouldBe(Queue);
        letter.ApplicationProperties["by"].ShouldBe("test");
        await letters.CompleteMessageAsync(letter);
        _wire.Broker[Queue].DeadLetters!.Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_scheduled_message_waits_for_its_time()
    {
        DateTimeOffset due = _clock.GetUtcNow() + TimeSpan.FromSeconds(15);
        await _sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = "later", ScheduledEnqueueTime = due });
        await SendAsync("now");
        ServiceBusReceivedMessage scheduled = (await _wire.PeekAsync(Queue))[0];
        (scheduled.MessageId, scheduled.State, scheduled.ScheduledEnqueueTime).ShouldBe(("later", ServiceBusMessageState.Scheduled, due));

        (await ReceiveAsync()).MessageId.ShouldBe("now");
        Task<ServiceBusReceivedMessage> receive = ReceiveAsync();
        _clock.Advance(TimeSpan.FromSeconds(14));
        receive.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        ServiceBusReceivedMessage message = await receive;
        (message.MessageId, message.EnqueuedTime).ShouldBe(("later", due));
    }

    [Fact]
    public async Task A_batch_holds_what_the_link_allows_and_no_more()
    {
        using ServiceBusMessageBatch batch = await _sender.CreateMessageBatchAsync();
        batch.MaxSizeInBytes.ShouldBe(256 * 1024);
        int count = 0;
        while (batch.TryAddMessage(new ServiceBusMessage(new string('x', 1000)) { MessageId = $"m{count}" }))
        {
            count++;
        }

        await _sender.SendMessagesAsync(batch);

        count.ShouldBeInRange(240, 262);
        (await IdsAsync()).ShouldBe(Enumerable.Range(0, count).Select(i => $"m{i}"));
        (await Should.ThrowAsync<ServiceBusException>(() => _sender.SendMessageAsync(new ServiceBusMessage(new byte[256 * 1024]))))
            .Reason.ShouldBe(ServiceBusFailureReason.MessageSizeExceeded);
    }

    [Fact]
    public async Task A_batch_is_searched_for_duplicates_message_by_message()
    {
        await SendAsync("b");
        await SendAsync("a", "b", "c", "a");
        (await IdsAsync()).ShouldBe(["b", "a", "c"]);
    }

    [Theory]
    [InlineData(Interruption.LostRequest)]
    [InlineData(Interruption.LostAnswer)]
    public async Task A_send_whose_connection_is_cut_is_tried_again_and_arrives_once(Interruption interruption)
    {
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.Send, interruption);

        await SendAsync("a", "b");

        await interrupted;
        (await IdsAsync()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_message_is_settled_by_its_lock_after_its_link_is_gone()
    {
        await SendAsync("a", "b");
        ServiceBusReceivedMessage completed = await ReceiveAsync();
        ServiceBusReceivedMessage deadLettered = await ReceiveAsync();
        _wire.Broker.DetachLinks();
        await ReconnectAsync();

        await _receiver.CompleteMessageAsync(completed);
        await _receiver.DeadLetterMessageAsync(deadLettered, "reason", "description");

        _wire.Broker[Queue].Count.ShouldBe(0);
        ServiceBusReceivedMessage letter = (await _wire.PeekDeadLettersAsync(Queue)).ShouldHaveSingleItem();
        (letter.MessageId, letter.DeadLetterReason, letter.DeadLetterErrorDescription).ShouldBe(("b", "reason", "description"));
    }

    [Fact]
    public async Task A_restart_keeps_messages_locks_schedules_and_ids()
    {
        await SendAsync("locked", "waiting");
        DateTimeOffset due = _clock.GetUtcNow() + TimeSpan.FromSeconds(15);
        await _sender.SendMessageAsync(new ServiceBusMessage("x") { MessageId = "later", ScheduledEnqueueTime = due });
        ServiceBusReceivedMessage locked = await ReceiveAsync();

        _wire.Broker.Restart();
        await ReconnectAsync();

        await SendAsync("waiting");
        (await IdsAsync()).ShouldBe(["locked", "waiting", "later"]);
        await _receiver.CompleteMessageAsync(locked);
        (await ReceiveAsync()).MessageId.ShouldBe("waiting");
        _clock.Advance(TimeSpan.FromSeconds(15));
        (await ReceiveAsync()).MessageId.ShouldBe("later");
    }

    [Fact]
    public async Task A_receiver_that_waits_outlives_a_restart()
    {
        Task<ServiceBusReceivedMessage> receive = ReceiveAsync();
        await _wire.Broker.WaitUntilAsync(() => _wire.Broker[Queue].ReceiverCount == 1, "the receiver waits");

        _wire.Broker.Stop();
        _wire.Broker.Start();

        await SendAsync("a");
        (await receive).MessageId.ShouldBe("a");
    }

    [Fact]
    public async Task A_broker_that_is_down_is_a_fault_of_communication_and_the_client_comes_back_by_itself()
    {
        await SendAsync("a");
        _wire.Broker.Stop();
        (await Should.ThrowAsync<ServiceBusException>(() => SendAsync("b")))
            .Reason.ShouldBe(ServiceBusFailureReason.ServiceCommunicationProblem);

        _wire.Broker.Start();
        await SendAsync("b");
        (await IdsAsync()).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_message_that_no_receiver_has_taken_goes_back_uncounted_when_the_receiver_closes()
    {
        // The client requests a batch, receives one message, and closes with credit for nine more.
        await SendAsync("a");
        (await _receiver.ReceiveMessagesAsync(10, ServiceBusOnTheWire.Patience)).ShouldHaveSingleItem();
        await SendAsync("b");
        await _receiver.CloseAsync();

        await using ServiceBusReceiver other = _wire.Client.CreateReceiver(Queue);
        ServiceBusReceivedMessage message = await ReceiveAsync(other);
        (message.MessageId, message.DeliveryCount).ShouldBe(("b", 1));
    }

    [Fact]
    public async Task Operations_that_the_broker_does_not_implement_are_rejected_by_name()
    {
        await SendAsync("a");
        ServiceBusReceivedMessage message = await ReceiveAsync();

        ServiceBusSender lost = _wire.Client.CreateSender("packages");
        (await Should.ThrowAsync<ServiceBusException>(() => lost.SendMessageAsync(new ServiceBusMessage("x"))))
            .Reason.ShouldBe(ServiceBusFailureReason.MessagingEntityNotFound);
        (await Should.ThrowAsync<NotSupportedException>(() => _sender.ScheduleMessageAsync(new ServiceBusMessage("x"), _clock.GetUtcNow())))
            .Message.ShouldContain("com.microsoft:schedule-message");
        await Should.ThrowAsync<NotSupportedException>(() => _receiver.DeferMessageAsync(message));
        await using ServiceBusReceiver withoutLocks = _wire.Client.CreateReceiver(
            Queue, new ServiceBusReceiverOptions { ReceiveMode = ServiceBusReceiveMode.ReceiveAndDelete });
        await Should.ThrowAsync<NotSupportedException>(() => ReceiveAsync(withoutLocks));
    }

    private async Task SendAsync(params string[] ids)
    {
        using ServiceBusMessageBatch batch = await _sender.CreateMessageBatchAsync();
        foreach (string id in ids)
        {
            batch.TryAddMessage(new ServiceBusMessage("x") { MessageId = id }).ShouldBeTrue();
        }

        await _sender.SendMessagesAsync(batch);
    }

    private async Task<ServiceBusReceivedMessage> ReceiveAsync(ServiceBusReceiver? receiver = null) =>
        await (receiver ?? _receiver).ReceiveMessageAsync(ServiceBusOnTheWire.Patience) ?? throw new TimeoutException("No message.");

    private async Task<IReadOnlyList<string>> IdsAsync() => [.. (await _wire.PeekAsync(Queue)).Select(message => message.MessageId)];

    private ServiceBusReceiver DeadLetterReceiver() =>
        _wire.Client.CreateReceiver(Queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });

    /// <summary>
    /// Makes the client notice that its link is gone. It reports a settlement over a link that dies in the meantime as a lost lock, whether
    /// it succeeded or not.
    /// </summary>
    private async Task ReconnectAsync() => await _receiver.PeekMessageAsync(fromSequenceNumber: 0);
}
