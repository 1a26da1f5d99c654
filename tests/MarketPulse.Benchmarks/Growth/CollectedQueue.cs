using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>Queues whose messages wait in memory until they are handled one after another.</summary>
internal sealed class CollectedQueue : IWorkQueue
{
    private readonly Queue<(string Queue, WorkMessage Body)> _waiting = new();

    public Task SendAsync(string queue, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
    {
        foreach (OutgoingMessage message in messages)
        {
            _waiting.Enqueue((queue, message.Body));
        }

        return Task.CompletedTask;
    }

    /// <summary>Handles the messages of articles and scores, including those that this leads to.</summary>
    /// <param name="services">The steps.</param>
    /// <param name="run">Runs the work of a step, which it is given by name.</param>
    /// <param name="cancellationToken">Stops between messages.</param>
    public async Task DrainAsync(
        IServiceProvider services, Func<string, Func<Task>, Task> run, CancellationToken cancellationToken)
    {
        while (_waiting.TryDequeue(out (string Queue, WorkMessage Body) next))
        {
            await (next.Queue switch
            {
                QueueNames.Articles => run(
                    "detect", () => services.GetRequiredService<DetectEvents>().RunAsync(next.Body, cancellationToken)),
                QueueNames.Scores => run(
                    "score", () => services.GetRequiredService<ScoreEvent>().RunAsync(next.Body, cancellationToken)),
                _ => throw new InvalidOperationException($"Nothing handles the queue {next.Queue}."),
            });
        }
    }
}
