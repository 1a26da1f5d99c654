using Amqp;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>The interruptions that a test has requested and that have not happened yet.</summary>
internal sealed class Interruptions
{
    private readonly Lock _gate = new();
    private readonly List<PendingInterruption> _pending = [];

    /// <summary>Requests an interruption; the task completes when it has happened.</summary>
    public Task Add(BrokerOperation operation, Interruption interruption)
    {
        var pending = new PendingInterruption(operation, interruption);
        lock (_gate)
        {
            _pending.Add(pending);
        }

        return pending.Happened.Task;
    }

    /// <summary>Executes an operation and responds, unless an interruption of it has been requested.</summary>
    public void Run<T>(BrokerOperation operation, Link link, Func<T> carryOut, Action<T> answer)
    {
        PendingInterruption? pending = Take(operation);
        switch (pending?.Interruption)
        {
            case null:
                answer(carryOut());
                break;
            case Interruption.LostRequest:
                ConnectionHandler.Cut(link);
                break;
            case Interruption.LostAnswer:
                carryOut();
                ConnectionHandler.Cut(link);
                break;
        }

        pending?.Happened.SetResult();
    }

    private PendingInterruption? Take(BrokerOperation operation)
    {
        lock (_gate)
        {
            int next = _pending.FindIndex(pending => pending.Operation == operation);
            if (next < 0)
            {
                return null;
            }

            PendingInterruption taken = _pending[next];
            _pending.RemoveAt(next);
            return taken;
        }
    }

    private sealed record PendingInterruption(BrokerOperation Operation, Interruption Interruption)
    {
        public TaskCompletionSource Happened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
