using System.Threading.Channels;
using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>Work that takes longer than the lock.</summary>
public sealed class LockRenewalTests : IAsyncDisposable
{
    private const string Queue = "scores";
    private readonly AlarmClock _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));
    private readonly ServiceBusOnTheWire _wire;
    private readonly Settlement _settlement;
    private readonly TaskCompletionSource _work = new();
    private readonly LoggedWarnings _log = new();

    public LockRenewalTests()
    {
        _wire = new ServiceBusOnTheWire(_clock);
        _settlement = new Settlement(_wire.Senders, _clock, _log);
    }

    public ValueTask DisposeAsync() => _wire.DisposeAsync();

    [Fact]
    public async Task Long_work_keeps_its_lock_by_renewing_it_after_half_its_duration()
    {
        Delivery delivery = await SendAndReceiveAsync();
        Task run = RunAsync(delivery);
        for (int i = 0; i < 20; i++)
        {
            TimeSpan wait = await _clock.NextAlarmAsync();
            wait.ShouldBe(TimeSpan.FromSeconds(30));
            _wire.Broker[Queue].Renewals.ShouldBe(i);
            _clock.Advance(wait);
        }

        await _wire.Broker.WaitUntilAsync(() => _wire.Broker[Queue].Renewals == 20, "ten minutes have renewed the lock twenty times");
        _work.SetResult();
        await run;

        delivery.Actions.Settled.ShouldBe(["completed"]);
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Theory]
    [InlineData(Interruption.LostRequest)]
    [InlineData(Interruption.LostAnswer)]
    public async Task A_renewal_whose_connection_is_cut_goes_over_the_next(Interruption interruption)
    {
        Delivery delivery = await SendAndReceiveAsync();
        Task run = RunAsync(delivery);
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.RenewLock, interruption);

        _clock.Advance(await _clock.NextAlarmAsync());
        await interrupted;
        (await _clock.NextAlarmAsync()).ShouldBe(TimeSpan.FromSeconds(30), "the renewal has succeeded");
        _work.SetResult();
        await run;

        delivery.Actions.Settled.ShouldBe(["completed"]);
    }

    [Fact]
    public async Task A_failed_renewal_is_retried_before_the_lock_expires()
    {
        Delivery delivery = await SendAndReceiveAsync(maxRetries: 0);
        Task run = RunAsync(delivery);

        _wire.Broker.Stop();
        _clock.Advance(await _clock.NextAlarmAsync());
        TimeSpan wait = await _clock.NextAlarmAsync();
        wait.ShouldBe(TimeSpan.FromSeconds(15), "half of the half minute that is left");
        _wire.Broker.Start();
        _clock.Advance(wait);

        (await _clock.NextAlarmAsync()).ShouldBe(TimeSpan.FromSeconds(30));
        _wire.Broker[Queue].Renewals.ShouldBe(1);
        _work.SetResult();
        await run;
        delivery.Actions.Settled.ShouldBe(["completed"]);
    }

    [Fact]
    public async Task A_lost_lock_ends_the_renewals_and_leaves_the_message_to_the_next_worker()
    {
        Delivery first = await SendAndReceiveAsync();
        Task run = RunAsync(first);
        await _clock.NextAlarmAsync();

        // The process was suspended for longer than the lock lasts.
        _clock.Advance(TimeSpan.FromMinutes(2));
        Delivery second = await _wire.ReceiveAsync(Queue);
        (second.Message.MessageId, second.Message.DeliveryCount).ShouldBe((first.Message.MessageId, 2));
        (await _log.NextAsync()).ShouldBe("The lock on message score:e:1::0 could not be renewed.");
        (await _log.NextAsync()).ShouldBe("The lock on message score:e:1::0 was lost; processing continues.");
        _work.SetResult();

        (await Should.ThrowAsync<ServiceBusException>(() => run)).Reason.ShouldBe(ServiceBusFailureReason.MessageLockLost);
        _wire.Broker[Queue].Renewals.ShouldBe(0);
        await _settlement.RunAsync(Queue, second.Message, second.Actions, (_, _) => Task.CompletedTask, CancellationToken.None);
        second.Actions.Settled.ShouldBe(["completed"]);
        _wire.Broker[Queue].Count.ShouldBe(0);
    }

    [Fact]
    public async Task A_renewal_in_progress_when_the_work_is_done_does_not_affect_it()
    {
        Delivery delivery = await SendAndReceiveAsync();
        var actions = new HangingActions();
        Task run = _settlement.RunAsync(Queue, delivery.Message, actions, (_, _) => _work.Task, CancellationToken.None);
        _clock.Advance(await _clock.NextAlarmAsync());
        await actions.Renewing.Task.WaitAsync(ServiceBusOnTheWire.Patience);

        _work.SetResult();
        await run;

        actions.Completed.ShouldBe(1);
        (await _wire.PeekIdsAsync(Queue)).ShouldBe([delivery.Message.MessageId], "completed work leaves no copy to retry");
    }

    private async Task<Delivery> SendAndReceiveAsync(int maxRetries = 8)
    {
        var work = new WorkMessage { Kind = MessageKinds.Score, Id = "e", Revision = 1 };
        await new ServiceBusWorkQueue(_wire.Senders).SendAsync(Queue, [new OutgoingMessage(work, "score:e:1::0")], CancellationToken.None);
        ServiceBusReceiver receiver = _wire.Connect(maxRetries).CreateReceiver(Queue);
        return new Delivery(await receiver.ReceiveMessageAsync(ServiceBusOnTheWire.Patience), new ReceiverActions(receiver));
    }

    private Task RunAsync(Delivery delivery) =>
        _settlement.RunAsync(Queue, delivery.Message, delivery.Actions, (_, _) => _work.Task, CancellationToken.None);

    /// <summary>A clock that reports each alarm that is set on it.</summary>
    private sealed class AlarmClock(DateTimeOffset start) : FakeTimeProvider(start)
    {
        private readonly Channel<TimeSpan> _alarms = Channel.CreateUnbounded<TimeSpan>();

        /// <summary>Time until the next alarm that has not been returned yet.</summary>
        public Task<TimeSpan> NextAlarmAsync() => _alarms.Reader.ReadAsync().AsTask().WaitAsync(ServiceBusOnTheWire.Patience);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                _alarms.Writer.TryWrite(dueTime);
            }

            return timer;
        }
    }

    /// <summary>The warnings logged, in order.</summary>
    private sealed class LoggedWarnings : ILogger<Settlement>
    {
        private readonly Channel<string> _warnings = Channel.CreateUnbounded<string>();

        public Task<string> NextAsync() => _warnings.Reader.ReadAsync().AsTask().WaitAsync(ServiceBusOnTheWire.Patience);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                _warnings.Writer.TryWrite(formatter(state, exception));
            }
        }
    }

    /// <summary>Renewals that end only when cancelled, with an error of the transport, as over gRPC.</summary>
    private sealed class HangingActions : ServiceBusMessageActions
    {
        public TaskCompletionSource Renewing { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Completed { get; private set; }

        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            Completed++;
            return Task.CompletedTask;
        }

        public override async Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default)
        {
            Renewing.SetResult();
            var cancelled = new TaskCompletionSource();
            await using (cancellationToken.Register(cancelled.SetResult))
            {
                await cancelled.Task;
            }

            throw new IOException("Status(StatusCode=\"Cancelled\")");
        }
    }
}
