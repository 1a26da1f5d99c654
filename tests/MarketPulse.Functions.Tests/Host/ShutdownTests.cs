using Azure.Storage.Queues.Models;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>
/// Work in progress when it is cancelled, and when the worker is asked to exit. The test holds the lease that clustering waits for, so it
/// decides how long the work takes.
/// </summary>
public sealed class ShutdownTests : IAsyncLifetime
{
    private readonly HostedApp _app = new();

    public ValueTask InitializeAsync() => _app.InitializeAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_cancelled_invocation_returns_its_message_to_the_queue()
    {
        QueueListener listener = QueueListener.For(_app.Host, "DetectEvents", patience: TimeSpan.Zero);
        IHeldLease lease = await _app.Store<IClusterLease>().AcquireAsync(CancellationToken.None);
        (QueueMessage message, Invocation invocation) = await BeginAsync(listener);

        invocation.Cancel();
        InvocationResult result = await invocation.WaitAsync();
        await listener.SettleAsync(message, result);

        result.Status.ShouldNotBe(InvocationStatus.Succeeded);
        result.Error.ShouldContain("Canceled");
        invocation.Lines.ShouldContain(
            line => line.Message.EndsWith("is returned to its queue because the host is shutting down.", StringComparison.Ordinal));
        (await _app.DeadLettersAsync("articles")).ShouldBeEmpty();
        await lease.DisposeAsync();
        (await listener.DrainAsync()).ShouldHaveSingleItem().Message.DequeueCount.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_worker_finishes_running_invocations_before_it_exits(bool bySignal)
    {
        QueueListener listener = QueueListener.For(_app.Host, "DetectEvents");
        IHeldLease lease = await _app.Store<IClusterLease>().AcquireAsync(CancellationToken.None);
        (QueueMessage message, Invocation invocation) = await BeginAsync(listener);

        if (bySignal)
        {
            _app.Host.Terminate();
        }
        else
        {
            _app.Host.RequestStop();
        }

        await _app.Host.WaitForLineAsync("Waiting for running invocations before shutting down: 1.");
        invocation.IsCompleted.ShouldBeFalse();
        await lease.DisposeAsync();
        InvocationResult result = await invocation.WaitAsync();
        await listener.SettleAsync(message, result);

        result.ShouldBe(HostedApp.Succeeded);
        (await _app.Host.WaitForExitAsync()).ShouldBe(0);
        (await _app.Queue("articles").GetPropertiesAsync()).Value.ApproximateMessagesCount.ShouldBe(0);
        (await _app.EventsAsync()).ShouldHaveSingleItem();
    }

    /// <summary>Starts DetectEvents on an article; returns when the article is classified and the function waits for the lease.</summary>
    private async Task<(QueueMessage Message, Invocation Invocation)> BeginAsync(QueueListener listener)
    {
        string id = await _app.SubmitAsync();
        (QueueMessage Message, Invocation Invocation) begun = (await listener.BeginAsync()).ShouldNotBeNull();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while ((await _app.Store<IArticleStore>().FindAsync(id, limit.Token))?.Facts is null)
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        return begun;
    }
}
