using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus;

public sealed class ServiceBusQueueProbeTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Now);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Oldest_message_is_the_one_that_has_waited_longest()
    {
        ProbeResult result = await ProbeAsync([Waiting(Now.AddMinutes(-7)), Waiting(Now.AddMinutes(-2))]);

        result.Fault.ShouldBeNull();
        result.Queue.ShouldBe(new QueueHead(Now.AddMinutes(-7), Messages: null));
    }

    [Fact]
    public async Task Copy_scheduled_for_later_does_not_count_as_waiting()
    {
        ProbeResult result = await ProbeAsync([Scheduled(sent: Now.AddMinutes(-19), due: Now.AddMinutes(1)), Waiting(Now.AddMinutes(-2))]);

        result.Queue!.OldestUtc.ShouldBe(Now.AddMinutes(-2));
    }

    [Fact]
    public async Task Empty_queue_has_no_oldest_message() => (await ProbeAsync([])).Queue.ShouldBe(new QueueHead(null, null));

    [Fact]
    public async Task Every_probe_starts_at_the_head_and_reuses_one_receiver()
    {
        var client = new PeekClient([Waiting(Now.AddMinutes(-7))]);
        var probe = new ServiceBusQueueProbe(client, "articles", _clock);

        for (int looks = 0; looks < 3; looks++)
        {
            (await probe.ProbeAsync(Cancel)).Queue!.OldestUtc.ShouldBe(Now.AddMinutes(-7));
        }

        client.ReceiversMade.ShouldBe(1);
    }

    [Fact]
    public async Task Unreachable_namespace_is_reported_only_by_its_reason()
    {
        ProbeResult result = await ProbeAsync(
            [],
            new ServiceBusException(
                "Endpoint=sb://secret;SharedAccessKey=s3cret", ServiceBusFailureReason.ServiceCommunicationProblem));

        result.Fault.ShouldBe("Service Bus reports ServiceCommunicationProblem.");
        result.Cause.ShouldNotBeNull();
    }

    [Fact]
    public async Task Identity_without_permission_to_receive_learns_which_role_it_needs() =>
        (await ProbeAsync([], new UnauthorizedAccessException("Listen claim required.")))
            .Fault!.ShouldContain("Azure Service Bus Data Receiver");

    private Task<ProbeResult> ProbeAsync(IReadOnlyList<ServiceBusReceivedMessage> messages, Exception? fault = null) =>
        new ServiceBusQueueProbe(new PeekClient(messages, fault), "articles", _clock).ProbeAsync(Cancel);

    private static ServiceBusReceivedMessage Waiting(DateTimeOffset since) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(enqueuedTime: since);

    private static ServiceBusReceivedMessage Scheduled(DateTimeOffset sent, DateTimeOffset due) =>
        ServiceBusModelFactory.ServiceBusReceivedMessage(
            enqueuedTime: sent, scheduledEnqueueTime: due, serviceBusMessageState: ServiceBusMessageState.Scheduled);

    private sealed class PeekClient(IReadOnlyList<ServiceBusReceivedMessage> messages, Exception? fault = null) : ServiceBusClient
    {
        public int ReceiversMade { get; private set; }

        public override ServiceBusReceiver CreateReceiver(string queueName)
        {
            ReceiversMade++;
            return new PeekReceiver(messages, fault);
        }
    }

    /// <summary>Like the real receiver, it continues after the last message that it peeked at unless told where to start.</summary>
    private sealed class PeekReceiver(IReadOnlyList<ServiceBusReceivedMessage> messages, Exception? fault) : ServiceBusReceiver
    {
        private long _next;

        public override Task<IReadOnlyList<ServiceBusReceivedMessage>> PeekMessagesAsync(
            int maxMessages, long? fromSequenceNumber = null, CancellationToken cancellationToken = default)
        {
            if (fault is not null)
            {
                throw fault;
            }

            long from = fromSequenceNumber ?? _next;
            _next = from + messages.Count;
            return Task.FromResult<IReadOnlyList<ServiceBusReceivedMessage>>([.. messages.Skip((int)from).Take(maxMessages)]);
        }
    }
}
