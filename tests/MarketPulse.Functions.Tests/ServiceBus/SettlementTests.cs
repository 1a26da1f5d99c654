using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Pipeline.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus;

public sealed class SettlementTests
{
    private static readonly WorkMessage Work = new() { Kind = MessageKinds.Score, Id = "20250602T120000Z-1f0c9a3e", Revision = 1 };

    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly FakeServiceBus _bus;
    private readonly ServiceBusSenders _senders;
    private readonly Settlement _settlement;

    public SettlementTests()
    {
        _bus = new FakeServiceBus(_clock);
        _senders = new ServiceBusSenders(_bus.Client);
        _settlement = new Settlement(_senders, _clock, NullLogger<Settlement>.Instance);
    }

    private Task SendAsync(string messageId = "score:e:1::0") =>
        new ServiceBusWorkQueue(_senders).SendAsync("scores", [new OutgoingMessage(Work, messageId)], CancellationToken.None);

    private async Task<string> DeliverAsync(Func<WorkMessage, CancellationToken, Task> step, CancellationToken cancellationToken = default)
    {
        FakeServiceBus.Delivery delivery = _bus.Receive("scores").ShouldNotBeNull();
        await _settlement.RunAsync("scores", delivery.Message, delivery.Actions, step, cancellationToken);
        return delivery.Actions.Settled.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Work_done_completes_the_message()
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
        _bus.Count("scores").ShouldBe(0);
    }

    [Fact]
    public async Task Transient_fault_sends_a_delayed_copy_under_its_own_id_and_completes_the_original()
    {
        await SendAsync();

        string settled = await DeliverAsync((_, _) => throw new TimeoutException("slow"));

        settled.ShouldBe("completed");
        _bus.Ids("scores").ShouldBe(["score:e:1::0:try1"]);
        _bus.Receive("scores").ShouldBeNull("the copy waits");
        _clock.Advance(TimeSpan.FromSeconds(19));
        FakeServiceBus.Delivery copy = _bus.Receive("scores").ShouldNotBeNull();
        WorkMessage.Parse(copy.Message.Body.ToString()).ShouldBe(Work with { Attempt = 1 });
        copy.Message.ContentType.ShouldBe("application/json");
    }

    [Fact]
    public async Task Work_that_never_succeeds_is_tried_six_times_over_half_an_hour_and_then_dead_lettered()
    {
        await SendAsync();
        DateTimeOffset start = _clock.GetUtcNow();
        int calls = 0;
        while (_bus.Count("scores") > 0)
        {
            if (_bus.Receive("scores") is not { } delivery)
            {
                _clock.Advance(TimeSpan.FromSeconds(10));
                continue;
            }

            await _settlement.RunAsync(
                "scores",
                delivery.Message,
                delivery.Actions,
                (_, _) =>
                {
                    calls++;
                    throw new TimeoutException("storage is slow");
                },
                CancellationToken.None);
            delivery.Actions.Settled.Count.ShouldBe(1);
        }

        calls.ShouldBe(6);
        (_clock.GetUtcNow() - start).ShouldBeInRange(TimeSpan.FromMinutes(20), TimeSpan.FromMinutes(45));
        ServiceBusReceivedMessage dead = _bus.DeadLetters("scores").ShouldHaveSingleItem();
        dead.MessageId.ShouldBe("score:e:1::0:try5");
        dead.DeadLetterReason.ShouldBe("retries_exhausted");
        dead.DeadLetterErrorDescription.ShouldBe("storage is slow");
    }

    [Fact]
    public async Task Permanent_fault_is_dead_lettered_at_once_with_reason_and_description()
    {
        await SendAsync();

        string settled = await DeliverAsync((_, _) => throw new PermanentFaultException("event_superseded", "The event was superseded by x."));

        settled.ShouldBe("dead-lettered");
        _bus.Count("scores").ShouldBe(0);
        ServiceBusReceivedMessage dead = _bus.DeadLetters("scores").ShouldHaveSingleItem();
        dead.DeadLetterReason.ShouldBe("event_superseded");
        dead.DeadLetterErrorDescription.ShouldBe("The event was superseded by x.");
    }

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
        _bus.Send("scores", new ServiceBusMessage(BinaryData.FromString(body)));

        string settled = await DeliverAsync((_, _) => throw new InvalidOperationException("The step must not run."));

        settled.ShouldBe("dead-lettered");
        _bus.DeadLetters("scores").ShouldHaveSingleItem().DeadLetterReason.ShouldBe(reason);
    }

    [Fact]
    public async Task Bytes_that_are_no_text_are_dead_lettered()
    {
        _bus.Send("scores", new ServiceBusMessage(BinaryData.FromBytes([0xff, 0xfe, 0x00, 0x80])));

        (await DeliverAsync((_, _) => Task.CompletedTask)).ShouldBe("dead-lettered");
    }

    [Fact]
    public async Task Long_error_messages_are_cut_to_what_a_dead_letter_can_carry()
    {
        await SendAsync();

        await DeliverAsync((_, _) => throw new PermanentFaultException("too_long", new string('x', 10_000)));

        _bus.DeadLetters("scores").ShouldHaveSingleItem().DeadLetterErrorDescription!.Length.ShouldBe(1024);
    }

    [Fact]
    public async Task Shutdown_gives_the_message_back_at_once_and_counts_no_try()
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
        FakeServiceBus.Delivery again = _bus.Receive("scores").ShouldNotBeNull();
        WorkMessage.Parse(again.Message.Body.ToString()).Attempt.ShouldBe(0);
    }

    [Fact]
    public async Task Shutdown_after_the_work_is_done_still_completes()
    {
        await SendAsync();
        using var shutdown = new CancellationTokenSource();

        string settled = await DeliverAsync((_, _) => shutdown.CancelAsync(), shutdown.Token);

        settled.ShouldBe("completed");
    }

    [Fact]
    public async Task A_copy_that_cannot_be_sent_leaves_the_original_to_be_delivered_again()
    {
        await SendAsync();
        _bus.NextSendFault = new TimeoutException("no broker");
        FakeServiceBus.Delivery delivery = _bus.Receive("scores").ShouldNotBeNull();

        await Should.ThrowAsync<TimeoutException>(() => _settlement.RunAsync(
            "scores", delivery.Message, delivery.Actions, (_, _) => throw new IOException("disk"), CancellationToken.None));

        delivery.Actions.Settled.ShouldBeEmpty();
        _clock.Advance(FakeServiceBus.LockDuration);
        _bus.Receive("scores").ShouldNotBeNull().Message.MessageId.ShouldBe("score:e:1::0");
    }

    [Fact]
    public async Task Crash_between_copy_and_completion_leaves_one_copy_not_two()
    {
        await SendAsync();
        _bus.NextCompleteFault = new InvalidOperationException("killed");
        FakeServiceBus.Delivery first = _bus.Receive("scores").ShouldNotBeNull();
        await Should.ThrowAsync<InvalidOperationException>(() => _settlement.RunAsync(
            "scores", first.Message, first.Actions, (_, _) => throw new TimeoutException(), CancellationToken.None));

        _clock.Advance(FakeServiceBus.LockDuration);
        FakeServiceBus.Delivery again = _bus.Receive("scores").ShouldNotBeNull();
        again.Message.MessageId.ShouldBe("score:e:1::0", "the original is older than its copy");
        await _settlement.RunAsync("scores", again.Message, again.Actions, (_, _) => throw new TimeoutException(), CancellationToken.None);

        _bus.Ids("scores").ShouldBe(["score:e:1::0:try1"]);
    }

    [Fact]
    public async Task Long_work_keeps_its_lock()
    {
        await SendAsync();
        FakeServiceBus.Delivery delivery = _bus.Receive("scores").ShouldNotBeNull();
        var scored = new TaskCompletionSource();
        Task run = _settlement.RunAsync("scores", delivery.Message, delivery.Actions, (_, _) => scored.Task, CancellationToken.None);
        for (int seconds = 0; seconds < 600; seconds += 10)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
        }

        scored.SetResult();
        await run;

        delivery.Actions.Settled.ShouldBe(["completed"]);
        delivery.Actions.Renewals.ShouldBeGreaterThanOrEqualTo(19);
    }

    [Fact]
    public void Retries_wait_longer_each_time_and_spread()
    {
        for (int attempt = 1; attempt <= Settlement.MaxRetries; attempt++)
        {
            double nominal = 15 * Math.Pow(3, attempt - 1);
            double[] delays = [.. Enumerable.Range(0, 200).Select(i => Settlement.Delay($"score:event-{i}", attempt).TotalSeconds)];
            delays.ShouldAllBe(d => d >= nominal * 0.75 && d <= nominal * 1.25);
            (delays.Max() - delays.Min()).ShouldBeGreaterThan(nominal * 0.4);
        }
    }
}
