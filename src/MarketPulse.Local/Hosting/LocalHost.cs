using System.Diagnostics;
using MarketPulse.Hosting.Telemetry;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Local.Hosting;

/// <summary>The pipeline on one machine: the same steps, stores and queues as in Azure, pumped until nothing is left to do.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenCountsOfMany = TimeSpan.FromMilliseconds(400);

    /// <summary>Messages from which on counting often would only take the storage's time.</summary>
    private const int Many = 100;

    /// <summary>What alerts get beyond the rest: a first try each. A receiver that is down keeps nobody waiting; what is left is sent by the next run.</summary>
    private static readonly TimeSpan PatienceForAlerts = TimeSpan.FromSeconds(15);

    private readonly ServiceProvider _services;

    private LocalHost(ServiceProvider services) => _services = services;

    /// <summary>The events.</summary>
    public IEventStore Events => _services.GetRequiredService<IEventStore>();

    /// <summary>The scores and paths.</summary>
    public IScoreStore Scores => _services.GetRequiredService<IScoreStore>();

    /// <summary>The watchlist as stored.</summary>
    public IDimensionStore Dimensions => _services.GetRequiredService<IDimensionStore>();

    /// <summary>Everything registered, for what builds a pipeline of its own.</summary>
    public IServiceProvider Services => _services;

    /// <summary>A step of the pipeline.</summary>
    public T Step<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>Makes a host on a storage and creates the tables, queues and containers that it still lacks.</summary>
    /// <param name="storage">The storage.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="configure">Adds feeds and watchlist; null for a host that only reads back.</param>
    public static async Task<LocalHost> StartAsync(
        LocalStorage storage, TimeProvider clock, CancellationToken cancellationToken, Action<IServiceCollection>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(clock);
        services.AddMarketPulseStorage(options => options.ConnectionString = storage.ConnectionString);
        services.AddMarketPulsePipeline();
        IConfiguration environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        if (TelemetryServices.IsExported(environment))
        {
            services.AddMarketPulseTelemetry(environment);
        }

        configure?.Invoke(services);
        var host = new LocalHost(services.BuildServiceProvider());
        try
        {
            host.Services.StartMarketPulseTelemetry();
            await host.Step<StorageSetup>().EnsureCreatedAsync(cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Handles messages until articles and scores are empty and nothing of them is under way, and gives alerts a little time beyond.</summary>
    /// <param name="report">Told how many messages are left.</param>
    /// <param name="cancellationToken">Stops between messages; what is left is handled by the next run.</param>
    /// <returns>The dead letters that came up meanwhile.</returns>
    public async Task<IReadOnlyList<DeadLetter>> DrainAsync(Action<string> report, CancellationToken cancellationToken)
    {
        DateTimeOffset started = Step<TimeProvider>().GetUtcNow();
        IWorkReceiver receiver = Step<IWorkReceiver>();
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pumped = Step<QueuedSteps>().PumpAsync(receiver, idle.Token);
        try
        {
            // Articles are counted first: handling one sends scores before it is done, and scoring sends alerts alone.
            await UntilEmptyAsync(() => CountAsync(receiver, report, cancellationToken), pumped, cancellationToken);
            if (Step<AlertRules>().All.Count > 0)
            {
                var patience = Stopwatch.StartNew();
                await UntilEmptyAsync(
                    async () => patience.Elapsed > PatienceForAlerts ? 0 : await receiver.CountAsync(QueueNames.Alerts, cancellationToken), pumped, cancellationToken);
            }
        }
        finally
        {
            await idle.CancelAsync();
            await pumped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (pumped.IsFaulted)
        {
            await pumped;
        }

        return await DeadLettersSinceAsync(started, cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task UntilEmptyAsync(Func<Task<long>> count, Task pumped, CancellationToken cancellationToken)
    {
        while (await count() is var left and > 0 && !pumped.IsCompleted)
        {
            await Task.WhenAny(pumped, Task.Delay(left > Many ? BetweenCountsOfMany : BetweenCounts, cancellationToken));
        }
    }

    private static async Task<long> CountAsync(IWorkReceiver receiver, Action<string> report, CancellationToken cancellationToken)
    {
        long articles = await receiver.CountAsync(QueueNames.Articles, cancellationToken);
        long scores = await receiver.CountAsync(QueueNames.Scores, cancellationToken);
        report($"{articles} articles to read, {scores} events to score");
        return articles + scores;
    }

    private async Task<IReadOnlyList<DeadLetter>> DeadLettersSinceAsync(DateTimeOffset started, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        foreach (string queue in QueueNames.All)
        {
            await foreach (DeadLetter letter in Step<IDeadLetters>().ListAsync(queue, cancellationToken))
            {
                // An event that was superseded meanwhile is no failure: the one in its place is scored.
                if (letter.FailedUtc >= started && letter.Reason != "superseded_event")
                {
                    letters.Add(letter);
                }
            }
        }

        return letters;
    }
}
