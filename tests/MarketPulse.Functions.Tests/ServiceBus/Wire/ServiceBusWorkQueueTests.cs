using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

public sealed class ServiceBusWorkQueueTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));

    private static OutgoingMessage Message(int i, string? traceParent = null) => new(
        new WorkMessage { Kind = MessageKinds.Article, Id = $"{i:x16}", Day = "20250602", TraceParent = traceParent },
        $"article:{i:x16}");

    private static OutgoingMessage[] Messages(int count) => [.. Enumerable.Range(0, count).Select(i => Message(i))];

    [Fact]
    public async Task Messages_are_sent_in_few_batches_within_the_size_limit()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        OutgoingMessage[] messages = Messages(3000);

        await new ServiceBusWorkQueue(wire.Senders).SendAsync("articles", messages, CancellationToken.None);

        (await wire.PeekIdsAsync("articles")).ShouldBe(messages.Select(m => m.MessageId));
        wire.Broker["articles"].TransferCount.ShouldBe(2, "3,000 messages of about 150 bytes, 256 KB at a time");
    }

    [Fact]
    public async Task A_single_message_is_sent_alone()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        await new ServiceBusWorkQueue(wire.Senders).SendAsync("articles", [Message(1)], CancellationToken.None);

        Delivery delivery = await wire.ReceiveAsync("articles");
        WorkMessage.Parse(delivery.Message.Body.ToString()).ShouldBe(Message(1).Body);
        (delivery.Message.MessageId, delivery.Message.ContentType).ShouldBe(("article:0000000000000001", "application/json"));
    }

    [Fact]
    public async Task Nothing_to_send_sends_nothing()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        await new ServiceBusWorkQueue(wire.Senders).SendAsync("articles", [], CancellationToken.None);
        wire.Broker["articles"].TransferCount.ShouldBe(0);
    }

    [Fact]
    public async Task A_message_larger_than_the_limit_is_named()
    {
        await using var wire = new ServiceBusOnTheWire(_clock, new QueueOptions { MaxMessageBytes = 100 });

        PermanentFaultException fault = await Should.ThrowAsync<PermanentFaultException>(() =>
            new ServiceBusWorkQueue(wire.Senders).SendAsync("articles", [Message(1)], CancellationToken.None));

        fault.Reason.ShouldBe("message_too_large");
        fault.Message.ShouldContain("article:0000000000000001");
        fault.Message.ShouldContain("100 bytes");
    }

    [Fact]
    public async Task Trace_context_is_sent_as_properties_too()
    {
        const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        await using var wire = new ServiceBusOnTheWire(_clock);

        await new ServiceBusWorkQueue(wire.Senders).SendAsync("articles", [Message(1, TraceParent)], CancellationToken.None);

        Delivery delivery = await wire.ReceiveAsync("articles");
        delivery.Message.ApplicationProperties["traceparent"].ShouldBe(TraceParent);
        delivery.Message.ApplicationProperties["Diagnostic-Id"].ShouldBe(TraceParent);
        WorkMessage.Parse(delivery.Message.Body.ToString()).TraceParent.ShouldBe(TraceParent);
    }

    [Fact]
    public async Task One_sender_per_queue_is_reused()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        wire.Senders.For("articles").ShouldBeSameAs(wire.Senders.For("articles"));
        wire.Senders.For("articles").ShouldNotBeSameAs(wire.Senders.For("scores"));
    }

    [Fact]
    public async Task Lost_requests_and_responses_neither_lose_nor_duplicate_anything()
    {
        await using var wire = new ServiceBusOnTheWire(_clock, new QueueOptions { MaxMessageBytes = 4000 });
        OutgoingMessage[] messages = Messages(100);
        Task lostRequest = wire.Broker.InterruptNext(BrokerOperation.Send, Interruption.LostRequest);
        Task lostAnswer = wire.Broker.InterruptNext(BrokerOperation.Send, Interruption.LostAnswer);

        await new ServiceBusWorkQueue(wire.Senders).SendAsync("articles", messages, CancellationToken.None);

        await Task.WhenAll(lostRequest, lostAnswer);
        (await wire.PeekIdsAsync("articles")).ShouldBe(messages.Select(m => m.MessageId));
    }

    [Fact]
    public async Task Work_sent_while_the_broker_restarts_arrives_afterwards()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        var queue = new ServiceBusWorkQueue(wire.Senders);
        await queue.SendAsync("articles", [Message(1)], CancellationToken.None);

        wire.Broker.Stop();
        Task send = queue.SendAsync("articles", [Message(2), Message(3)], CancellationToken.None);
        wire.Broker.Start();

        await send;
        (await wire.PeekIdsAsync("articles")).ShouldBe([Message(1).MessageId, Message(2).MessageId, Message(3).MessageId]);
    }

    [Fact]
    public async Task A_sender_whose_link_was_detached_for_idleness_sends_on()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        var queue = new ServiceBusWorkQueue(wire.Senders);
        await queue.SendAsync("articles", [Message(1)], CancellationToken.None);

        wire.Broker.DetachLinks();
        await queue.SendAsync("articles", [Message(2)], CancellationToken.None);

        (await wire.PeekIdsAsync("articles")).ShouldBe([Message(1).MessageId, Message(2).MessageId]);
    }
}
