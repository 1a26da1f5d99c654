using System.Text;
using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Messages;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus;

/// <summary>How a message is settled, depending on its content and on the outcome of its step.</summary>
public sealed class SettlementTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly RecordedActions _actions = new();

    [Theory]
    [InlineData("", "not_json")]
    [InlineData("not json", "not_json")]
    [InlineData("null", "not_json")]
    [InlineData("[1,2]", "not_json")]
    [InlineData("{\"v\":1}", "not_json")]
    [InlineData("{\"v\":2,\"kind\":\"score\",\"id\":\"x\"}", "unknown_version")]
    [InlineData("{\"v\":1,\"kind\":\"dance\",\"id\":\"x\"}", "unknown_kind")]
    [InlineData("{\"v\":1,\"kind\":\"score\",\"id\":\"\"}", "no_id")]
    public async Task Poison_is_dead_lettered_without_running_the_step(string body, string reason)
    {
        await RunAsync(Message(Encoding.UTF8.GetBytes(body)), _ => throw new InvalidOperationException("The step must not run."));

        _actions.DeadLetters.ShouldHaveSingleItem().Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task Bytes_that_are_not_text_are_dead_lettered()
    {
        await RunAsync(Message([0xff, 0xfe, 0x00, 0x80]), _ => Task.CompletedTask);

        _actions.DeadLetters.ShouldHaveSingleItem().Reason.ShouldBe("not_json");
    }

    [Fact]
    public async Task A_body_that_is_an_AMQP_value_is_dead_lettered()
    {
        var raw = new AmqpAnnotatedMessage(AmqpMessageBody.FromValue("{\"v\":1,\"kind\":\"score\",\"id\":\"x\"}"));

        var message = ServiceBusReceivedMessage.FromAmqpMessage(raw, lockTokenBytes: BinaryData.FromBytes(Guid.NewGuid().ToByteArray()));

        await RunAsync(message, _ => Task.CompletedTask);

        (string reason, string description) = _actions.DeadLetters.ShouldHaveSingleItem();
        reason.ShouldBe("not_json");
        description.ShouldContain("AMQP value");
    }

    [Fact]
    public async Task Long_error_messages_are_truncated_to_the_limit_of_dead_letters()
    {
        ServiceBusReceivedMessage message = Message("""{"v":1,"kind":"score","id":"e"}"""u8.ToArray());

        await RunAsync(message, _ => throw new PermanentFaultException("too_long", new string('x', 10_000)));

        _actions.DeadLetters.ShouldHaveSingleItem().Description.Length.ShouldBe(1024);
    }

    [Fact]
    public void Retry_delays_increase_and_vary()
    {
        for (int attempt = 1; attempt <= RetryPolicy.ServiceBus.MaxRetries; attempt++)
        {
            double nominal = Math.Min(15 * Math.Pow(3, attempt - 1), 7200);
            double[] delays =
            [
                .. Enumerable.Range(0, 200)
                    .Select(i => RetryPolicy.ServiceBus.DelayAfter(attempt, $"score:event-{i}").TotalSeconds),
            ];
            delays.ShouldAllBe(d => d >= nominal * 0.75 && d <= nominal * 1.25);
            (delays.Max() - delays.Min()).ShouldBeGreaterThan(nominal * 0.4);
        }
    }

    private ServiceBusReceivedMessage Message(byte[] body) => ServiceBusModelFactory.ServiceBusReceivedMessage(
        BinaryData.FromBytes(body),
        messageId: "m",
        lockTokenGuid: Guid.NewGuid(),
        lockedUntil: _clock.GetUtcNow() + TimeSpan.FromMinutes(1),
        enqueuedTime: _clock.GetUtcNow());

    private async Task RunAsync(ServiceBusReceivedMessage message, Func<WorkMessage, Task> step)
    {
        // Nothing here sends, so the client never connects.
        await using var client = new ServiceBusClient("Endpoint=sb://localhost;SharedAccessKeyName=test;SharedAccessKey=test");
        var settlement = new Settlement(new ServiceBusSenders(client), _clock, NullLogger<Settlement>.Instance);
        await settlement.RunAsync("scores", message, _actions, (work, _) => step(work), CancellationToken.None);
    }

    /// <summary>Accepts dead letters and nothing else.</summary>
    private sealed class RecordedActions : ServiceBusMessageActions
    {
        public List<(string Reason, string Description)> DeadLetters { get; } = [];

        public override Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message,
            Dictionary<string, object>? propertiesToModify = null,
            string? deadLetterReason = null,
            string? deadLetterErrorDescription = null,
            CancellationToken cancellationToken = default)
        {
            DeadLetters.Add((deadLetterReason!, deadLetterErrorDescription!));
            return Task.CompletedTask;
        }
    }
}
