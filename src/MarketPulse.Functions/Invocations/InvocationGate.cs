using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Functions.Invocations;

/// <summary>
/// Lets no function run before the app has started, and the app not end before those that run have come to their end. The worker does
/// neither: it takes invocations while the app is still starting, and leaves those that run when it is told to stop. What takes longer than
/// the time for shutting down is cut off, and delivered again later like all work that ends without an answer.
/// </summary>
/// <param name="clock">Times the last answer's way out.</param>
/// <param name="logger">Says what is waited for.</param>
internal sealed class InvocationGate(TimeProvider clock, ILogger<InvocationGate> logger)
    : IFunctionsWorkerMiddleware, IHostedLifecycleService
{
    /// <summary>The worker sends the answer after this middleware has returned, and gives no sign of it.</summary>
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

        logger.LogInformation("Shutting down when what still runs has ended; invocations: {Count}.", _running);
        try
        {
            await idle.WaitAsync(cancellationToken);
            await Task.Delay(TimeToAnswer, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            logger.LogWarning("Shutting down although some work has not ended: its time is up; invocations: {Count}.", _running);
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
