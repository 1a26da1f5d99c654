using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Invocations;

/// <summary>
/// Delays functions until the app has started, and the shutdown of the app until running functions have finished. The worker does neither:
/// it accepts invocations while the app is still starting, and abandons running ones when asked to stop. Work that takes longer than the
/// shutdown timeout is cut off and delivered again later, like all work that ends without a response.
/// </summary>
/// <param name="clock">Measures the time for sending the last response.</param>
/// <param name="logger">Logs what a shutdown waits for.</param>
internal sealed class InvocationGate(TimeProvider clock, ILogger<InvocationGate> logger)
    : IFunctionsWorkerMiddleware, IHostedLifecycleService
{
    /// <summary>The worker sends the response after this middleware has returned, and does not signal that it has.</summary>
    private static readonly TimeSpan TimeToAnswer = TimeSpan.FromMilliseconds(250);

    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private int _running;
    private TaskCompletionSource? _idle;

    public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
    {
        Count(by: 1);
        try
        {
            await _started.Task.WaitAsync(context.CancellationToken);
            await next(context);
        }
        finally
        {
            Count(by: -1);
        }
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        _started.TrySetResult();
        return Task.CompletedTask;
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Task idle;
        lock (_lock)
        {
            if (_running == 0)
            {
                return;
            }

            _idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            idle = _idle.Task;
        }

        logger.LogInformation("Waiting for running invocations before shutting down: {Count}.", _running);
        try
        {
            await idle.WaitAsync(cancellationToken);
            await Task.Delay(TimeToAnswer, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("Shutting down with invocations still running, because the shutdown timeout has expired: {Count}.", _running);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Count(int by)
    {
        lock (_lock)
        {
            _running += by;
            if (_running == 0)
            {
                _idle?.TrySetResult();
            }
        }
    }
}
