using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Pipeline.Messages;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus;

public sealed class ServiceBusWorkQueueTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));

    private static OutgoingMessage Message(int i, string? traceParent = null) =>
        new(new WorkMessage { Kind = MessageKinds.Article, Id = $"{i:x16}", Day = "20250602", TraceParent = traceParent }, $"article:{i:x16}");

    [Fact]
    public async Task Messages_travel_in_few_batches_and_none_passes_the_size_limit()
    {
        var bus = new FakeServiceBus(_clock, maxBatchBytes: 1000);
        OutgoingMessage[] messages = [.. Enumerable.Range(0, 100).Select(i => Message(i))];

        await new ServiceBusWorkQueue(new ServiceBusSenders(bus.Client)).SendAsync("articles", messages, CancellationToken.None);

        bus.Ids("articles").ShouldBe(messages.Select(m => m.MessageId));
        bus.Batches.ShouldAllBe(b => b.SizeInBytes <= 1000 && b.Count > 0);
        bus.Batches.Count.ShouldBe((int)Math.Ceiling(100.0 / bus.Batches[0].Count));
    }

    [Fact]
    public async Task Nothing_to_send_sends_nothing()
    {
        var bus = new FakeServiceBus(_clock);
        await new ServiceBusWorkQueue(new ServiceBusSenders(bus.Client)).SendAsync("articles", [], CancellationToken.None);
        bus.Batches.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_message_larger_than_the_limit_is_named()
    {
        var bus = new FakeServiceBus(_clock, maxBatchBytes: 100);

        PermanentFaultException fault = await Should.ThrowAsync<PermanentFaultException>(() =>
            new ServiceBusWorkQueue(new ServiceBusSenders(bus.Client)).SendAsync("articles", [Message(1)], CancellationToken.None));

        fault.Reason.ShouldBe("message_too_large");
        fault.Message.ShouldContain("article:0000000000000001");
    }

    [Fact]
    public async Task Trace_context_travels_as_properties_too()
    {
        const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var bus = new FakeServiceBus(_clock);

        await new ServiceBusWorkQueue(new ServiceBusSenders(bus.Client)).SendAsync("articles", [Message(1, TraceParent)], CancellationToken.None);

        FakeServiceBus.Delivery delivery = bus.Receive("articles").ShouldNotBeNull();
        delivery.Message.ApplicationProperties["traceparent"].ShouldBe(TraceParent);
        delivery.Message.ApplicationProperties["Diagnostic-Id"].ShouldBe(TraceParent);
        WorkMessage.Parse(delivery.Message.Body.ToString()).TraceParent.ShouldBe(TraceParent);
    }

    [Fact]
    public async Task One_sender_serves_a_queue_for_good()
    {
        var bus = new FakeServiceBus(_clock);
        var queue = new ServiceBusWorkQueue(new ServiceBusSenders(bus.Client));
        for (int i = 0; i < 5; i++)
        {
            await queue.SendAsync("articles", [Message(i)], CancellationToken.None);
        }

        bus.SendersMade.ShouldBe(1);
    }
}
