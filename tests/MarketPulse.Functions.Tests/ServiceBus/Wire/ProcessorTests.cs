using System.Globalization;
using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>
/// The triggers in the client's own processor, on which the trigger extension is built: eight messages at a time, in real time. Where
/// connections are cut, eight processors take one message at a time each: concurrent calls of one processor share a link, whose locks
/// the client (Microsoft.Azure.Amqp 2.7.3) takes in either order when a write fails, so that it can deadlock.
/// </summary>
public sealed class ProcessorTests
{
    /// <summary>Days far enough apart that each article becomes a separate event.</summary>
    private static readonly string[] Days =
        [.. Enumerable.Range(0, 20).Select(i => new DateOnly(2025, 4, 1).AddDays(3 * i).ToString("O", CultureInfo.InvariantCulture))];

    [Fact]
    public async Task Articles_lead_to_the_same_scores_even_if_the_broker_restarts_and_links_drop()
    {
        IReadOnlyList<string> scores = await RunAsync(processors: 1, callsEach: 8, _ => Task.CompletedTask);
        scores.Count.ShouldBe(20 * 2 * 3, "twenty events, two instruments, three windows");

        IReadOnlyList<string> disturbed = await RunAsync(processors: 8, callsEach: 1, async broker =>
        {
            Task[] interruptions =
            [
                broker.InterruptNext(BrokerOperation.Send, Interruption.LostRequest),
                broker.InterruptNext(BrokerOperation.Send, Interruption.LostAnswer),
                broker.InterruptNext(BrokerOperation.Settle, Interruption.LostRequest),
                broker.InterruptNext(BrokerOperation.Settle, Interruption.LostAnswer),
            ];
            await broker.WaitUntilAsync(() => broker["articles"].Count <= 15, "a quarter of the articles are done");
            broker.Restart();
            await broker.WaitUntilAsync(() => broker["articles"].Count <= 10, "half of the articles are done");
            broker.DetachLinks();
            await broker.WaitUntilAsync(() => broker["articles"].Count <= 5, "three quarters of the articles are done");
            broker.CutConnections();
            await Task.WhenAll(interruptions);
        });

        disturbed.ShouldBe(scores);
    }

    /// <summary>Event, instrument, window and return of every score, once all work is done.</summary>
    private static async Task<IReadOnlyList<string>> RunAsync(int processors, int callsEach, Func<ServiceBusBroker, Task> disturb)
    {
        // Locks of two seconds, so that a message whose settlement was lost is soon delivered again.
        var options = new QueueOptions { LockDuration = TimeSpan.FromSeconds(2), MaxDeliveryCount = 100 };
        using var broker = new ServiceBusBroker(TimeProvider.System, options, "articles", "scores", "profiles", "alerts");
        await using var client = new ServiceBusClient(
            broker.ConnectionString,
            new ServiceBusClientOptions { RetryOptions = { Delay = TimeSpan.FromMilliseconds(20), MaxRetries = 8 } });
        var senders = new ServiceBusSenders(client);
        var queue = new ServiceBusWorkQueue(senders);
        await using var pipeline = new PipelineInMemory(services => services.AddSingleton<IWorkQueue>(queue));
        await pipeline.StorePricesAsync();
        List<OutgoingMessage> articles = [];
        foreach (string day in Days)
        {
            articles.Add(await pipeline.StoreEventArticleAsync($"US raises tariffs on China, {day}", day));
        }

        await queue.SendAsync("articles", articles, CancellationToken.None);
        var settlement = new Settlement(senders, TimeProvider.System, NullLogger<Settlement>.Instance);
        var detect = new DetectEventsFunction(pipeline.Get<DetectEvents>(), settlement);
        var score = new ScoreEventFunction(pipeline.Get<ScoreEvent>(), settlement);
        await using var workers = new Workers(client, callsEach);
        for (int i = 0; i < processors; i++)
        {
            await workers.StartAsync("articles", detect.RunAsync);
            await workers.StartAsync("scores", score.RunAsync);
        }

        await disturb(broker);
        await broker.WaitUntilAsync(() => broker["articles"].Count + broker["scores"].Count == 0, "all work is done");

        (await DeadLettersAsync(client, "articles")).ShouldBeEmpty();
        (await DeadLettersAsync(client, "scores")).ShouldBeEmpty();
        return
        [
            .. (await pipeline.Scores.QueryAsync(new ScoreQuery(), CancellationToken.None).ToListAsync())
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.EventId} {row.Symbol} {row.WindowKey} {row.CarPct:F6}"))
                .Order(StringComparer.Ordinal),
        ];
    }

    private static async Task<IReadOnlyList<string>> DeadLettersAsync(ServiceBusClient client, string queue)
    {
        await using ServiceBusReceiver receiver =
            client.CreateReceiver(queue, new ServiceBusReceiverOptions { SubQueue = SubQueue.DeadLetter });
        return
        [
            .. (await receiver.PeekMessagesAsync(100))
                .Select(letter => $"{letter.DeadLetterReason}: {letter.DeadLetterErrorDescription} in {letter.Body}"),
        ];
    }

    /// <summary>Processors of a client, closed together.</summary>
    private sealed class Workers(ServiceBusClient client, int callsEach) : IAsyncDisposable
    {
        private readonly List<ServiceBusProcessor> _processors = [];

        public async Task StartAsync(
            string queue, Func<ServiceBusReceivedMessage, ServiceBusMessageActions, CancellationToken, Task> trigger)
        {
            var options = new ServiceBusProcessorOptions { AutoCompleteMessages = false, MaxConcurrentCalls = callsEach };
            ServiceBusProcessor processor = client.CreateProcessor(queue, options);
            processor.ProcessMessageAsync += args => trigger(args.Message, new ProcessorActions(args), args.CancellationToken);

            // The message is delivered again; the test checks the final result.
            processor.ProcessErrorAsync += _ => Task.CompletedTask;
            _processors.Add(processor);
            await processor.StartProcessingAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (ServiceBusProcessor processor in _processors)
            {
                await processor.DisposeAsync();
            }
        }
    }

    /// <summary>Settles a message through the processor's event.</summary>
    private sealed class ProcessorActions(ProcessMessageEventArgs args) : ServiceBusMessageActions
    {
        public override Task CompleteMessageAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
            args.CompleteMessageAsync(message, cancellationToken);

        public override Task AbandonMessageAsync(
            ServiceBusReceivedMessage message,
            IDictionary<string, object>? propertiesToModify = null,
            CancellationToken cancellationToken = default) => args.AbandonMessageAsync(message, propertiesToModify, cancellationToken);

        public override Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message,
            Dictionary<string, object>? propertiesToModify = null,
            string? deadLetterReason = null,
            string? deadLetterErrorDescription = null,
            CancellationToken cancellationToken = default) =>
            args.DeadLetterMessageAsync(message, propertiesToModify ?? [], deadLetterReason, deadLetterErrorDescription, cancellationToken);

        public override Task RenewMessageLockAsync(ServiceBusReceivedMessage message, CancellationToken cancellationToken = default) =>
            args.RenewMessageLockAsync(message, cancellationToken);
    }
}
