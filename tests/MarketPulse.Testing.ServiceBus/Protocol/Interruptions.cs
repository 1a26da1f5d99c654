using Amqp;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>The interruptions that a test has asked for and that have not happened yet.</summary>
internal sealed class Interruptions
{
    private readonly Lock _gate = new();
    private readonly List<Interruption> _pending = [];

    /// <summary>Asks for an interruption; the task ends when it has happened.</summary>
    public Task Add(BrokerOperation operation, InterruptionPoint point)
    {
        var interruption = new Interruption(operation, point);
        lock (_gate)
        {
            _pending.Add(interruption);
        }

        return interruption.Happened.Task;
    }

    /// <summary>Carries out an operation and answers it, unless it is to be interrupted.</summary>
    public void Run<T>(BrokerOperation operation, Link link, Func<T> carryOut, Action<T> answer)
    {
        Interruption? interruption = Take(operation);
        if (interruption?.Point == InterruptionPoint.BeforeOperation)
        {
            Cut(link, interruption);
            return;
        }

        T result = carryOut();
        if (interruption is not null)
        {
            Cut(link, interruption);
            return;
        }

        answer(result);
    }

    private static void Cut(Link link, Interruption interruption)
    {
        ConnectionHandler.Cut(link);
        interruption.Happened.SetResult();
    }

    private Interruption? Take(BrokerOperation operation)
    {
        lock (_gate)
        {
            int next = _pending.FindIndex(interruption => interruption.Operation == operation);
            if (next < 0)
            {
                return null;
            }

            Interruption interruption = _pending[next];
            _pending.RemoveAt(next);
            return interruption;
        }
    }

    private sealed record Interruption(BrokerOperation Operation, InterruptionPoint Point)
    {
        public TaskCompletionSource Happened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
