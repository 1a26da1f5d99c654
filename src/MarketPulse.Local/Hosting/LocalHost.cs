using System.Diagnostics;
using MarketPulse.Core.Impact;
using MarketPulse.Hosting;
using MarketPulse.Hosting.Telemetry;
using MarketPulse.Local.Commands;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Local.Hosting;

/// <summary>The pipeline on one machine, with the same steps, stores and queues as in Azure, run until no work is left.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private static readonly TimeSpan BetweenCounts = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan BetweenCountsOfMany = TimeSpan.FromMilliseconds(400);

    /// <summary>Queue length above which the queues are counted less often, to spare the storage.</summary>
    private const int Many = 100;

    /// <summary>
    /// Additional time for alerts: enough for a first attempt each. A receiver that is down does not delay the command; the next run sends
    /// the rest.
    /// </summary>
    private static readonly TimeSpan TimeForAlerts = TimeSpan.FromSeconds(15);

    private readonly ServiceProvider _services;

    private LocalHost(ServiceProvider services) => _services = services;

    /// <summary>The stored events.</summary>
    public IEventStore Events => _services.GetRequiredService<IEventStore>();

    /// <summary>The stored scores and paths.</summary>
    public IScoreStore Scores => _services.GetRequiredService<IScoreStore>();

    /// <summary>The stored watchlist.</summary>
    public IDimensionStore Dimensions => _services.GetRequiredService<IDimensionStore>();

    /// <summary>All services, for code that builds its own pipeline.</summary>
    public IServiceProvider Services => _services;

    /// <summary>A step of the pipeline, or another registered service.</summary>
    public T Step<T>()
        where T : class => _services.GetRequiredService<T>();

    /// <summary>Starts a host on a storage and creates the tables, queues and containers that are missing.</summary>
    /// <param name="storage">The storage to use.</param>
    /// <param name="clock">Clock of the steps.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <param name="configure">Adds feeds and watchlist; null for a host that only reads.</param>
    /// <param name="report">Receives the progress of upgrading a store that an earlier version wrote; null to ignore it.</param>
    /// <exception cref="CommandError">The calendar of scheduled releases of the settings is wrong; the message says where.</exception>
    public static async Task<LocalHost> StartAsync(
        LocalStorage storage,
        TimeProvider clock,
        CancellationToken cancellationToken,
        Action<IServiceCollection>? configure = null,
        Action<WorkProgress>? report = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(clock);
        services.AddMarketPulseStorage(options => options.ConnectionString = storage.ConnectionString);
        services.AddMarketPulsePipeline();
        IConfiguration environment = Environment();
        services.AddArticleSettings(environment);
        services.AddConfounderSettings(environment);
        if (TelemetryServices.IsExported(environment))
        {
            services.AddMarketPulseTelemetry(environment);
        }

        configure?.Invoke(services);
        var host = new LocalHost(services.BuildServiceProvider());
        try
        {
            _ = host.Step<ReleaseCalendar>();
            host.Services.StartMarketPulseTelemetry();
            await host.Step<StorageSetup>().EnsureCreatedAsync(report ?? (static _ => { }), cancellationToken);
            return host;
        }
        catch (OptionsValidationException e)
        {
            await host.DisposeAsync();
            throw CommandError.Failed(string.Join(System.Environment.NewLine, e.Failures), e);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The settings of the environment, which commands without a settings file read.</summary>
    public static IConfiguration Environment() => new ConfigurationBuilder().AddEnvironmentVariables().Build();

    /// <summary>
    /// Handles messages until the queues of articles and scores are empty and idle, and then gives alerts a little more time. Articles come
    /// first: once all events are found, each is scored once, and side by side with its neighbours.
    /// </summary>
    /// <param name="report">Receives the number of remaining messages.</param>
    /// <param name="cancellationToken">Stops between messages; the next run handles the rest.</param>
    /// <param name="since">When the work began whose dead letters are returned; null for the beginning of this call.</param>
    /// <returns>Messages that have become dead letters since then.</returns>
    public async Task<IReadOnlyList<DeadLetter>> DrainAsync(
        Action<WorkProgress> report, CancellationToken cancellationToken, DateTimeOffset? since = null)
    {
        DateTimeOffset started = since ?? Step<TimeProvider>().GetUtcNow();
        await FindEventsAsync(report, cancellationToken);
        var receiver = new BusyReceiver(Step<IWorkReceiver>());
        var backlog = new Backlog("Scoring", "events");
        await PumpAsync(
            receiver,
            QueueNames.All,
            async pumped =>
            {
                await UntilEmptyAsync(
                    async () => await receiver.CountAsync(QueueNames.Articles, cancellationToken)
                        + await CountAsync(receiver, QueueNames.Scores, backlog, report, cancellationToken),
                    pumped,
                    cancellationToken);
                if (Step<AlertRules>().All.Count > 0)
                {
                    var waiting = Stopwatch.StartNew();
                    await UntilEmptyAsync(
                        async () => waiting.Elapsed > TimeForAlerts ? 0 : await receiver.CountAsync(QueueNames.Alerts, cancellationToken),
                        pumped, cancellationToken);
                }
            },
            cancellationToken);
        return await DeadLettersSinceAsync(started, cancellationToken);
    }

    /// <summary>
    /// Handles messages until the queue of articles is empty and idle, and leaves the events that they lead to in their queue.
    /// </summary>
    /// <param name="report">Receives the number of remaining messages.</param>
    /// <param name="cancellationToken">Stops between messages; the next run handles the rest.</param>
    public async Task FindEventsAsync(Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        var receiver = new BusyReceiver(Step<IWorkReceiver>());
        var backlog = new Backlog("Finding events", "articles");
        await PumpAsync(
            receiver,
            [QueueNames.Articles],
            pumped => UntilEmptyAsync(
                () => CountAsync(receiver, QueueNames.Articles, backlog, report, cancellationToken), pumped, cancellationToken),
            cancellationToken);
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private static async Task UntilEmptyAsync(Func<Task<long>> count, Task pumped, CancellationToken cancellationToken)
    {
        while (await count() is var left and > 0 && !pumped.IsCompleted)
        {
            await Task.WhenAny(pumped, Task.Delay(left > Many ? BetweenCountsOfMany : BetweenCounts, cancellationToken));
        }
    }

    /// <summary>Messages that wait or are being handled.</summary>
    private static async Task<long> CountAsync(
        BusyReceiver receiver, string queue, Backlog backlog, Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        long left = Math.Max(await receiver.CountAsync(queue, cancellationToken), receiver.InProgress);
        backlog.Report(left, report);
        return left;
    }

    /// <summary>Handles the messages of queues until <paramref name="done"/>, which is given the handling, has completed.</summary>
    private async Task PumpAsync(
        IWorkReceiver receiver, IEnumerable<string> queues, Func<Task, Task> done, CancellationToken cancellationToken)
    {
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task pumped = Step<QueuedSteps>().PumpAsync(receiver, queues, idle.Token);
        try
        {
            await done(pumped);
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
    }

    private async Task<IReadOnlyList<DeadLetter>> DeadLettersSinceAsync(DateTimeOffset started, CancellationToken cancellationToken)
    {
        var letters = new List<DeadLetter>();
        foreach (string queue in QueueNames.All)
        {
            await foreach (DeadLetter letter in Step<IDeadLetters>().ListAsync(queue, cancellationToken))
            {
                if (letter.FailedUtc >= started)
                {
                    letters.Add(letter);
                }
            }
        }

        return letters;
    }

    /// <summary>What is left of a queue, against the most that it has held.</summary>
    private sealed class Backlog(string what, string unit)
    {
        private long _most;

        public void Report(long left, Action<WorkProgress> report)
        {
            _most = Math.Max(_most, left);
            if (_most > 0)
            {
                report(new WorkProgress(what, _most - left, _most, unit));
            }
        }
    }
}
