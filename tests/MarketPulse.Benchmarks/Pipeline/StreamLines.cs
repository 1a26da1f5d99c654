using System.Diagnostics;
using System.Text.Json;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Commands;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using MarketPulse.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Pipeline;

/// <summary>
/// Runs about 25,000 real headlines from seventeen months through the whole pipeline: they are stored, classified, clustered and counted,
/// and the tension index is computed; in memory, and on an initially empty Azurite. Needs the reference data next to the repository and
/// yields nothing without it. The lines on Azurite take minutes, so they run only when their prefix is given.
/// </summary>
internal sealed class StreamLines : QuickGroup
{
    private const string Memory = "stream.memory", Azurite = "stream.azurite";

    public override IReadOnlyList<string> Names { get; } =
    [
        Memory, "stream.memory.events", "stream.memory.processor",
        Azurite, "stream.azurite.events", "stream.azurite.requests", "stream.azurite.processor",
    ];

    public override bool IsLong(string name) => name.StartsWith(Azurite, StringComparison.Ordinal);

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        string path = Path.Combine(SharedData.Root ?? "", "data", "headlines", "stream.csv");
        if (!File.Exists(path))
        {
            yield break;
        }

        IReadOnlyList<Article> articles =
            new ArticleFiles(TimeProvider.System).Read(path, PublishedTime.OfDate(new DateOnly(2019, 4, 30))).Articles;
        if (Names.Where(name => !IsLong(name)).Any(wanted))
        {
            Passage passage = InMemoryAsync(articles).GetAwaiter().GetResult();
            yield return new QuickLine(Memory, passage.Seconds, "s");
            yield return new QuickLine("stream.memory.events", passage.Events, "events");
            yield return new QuickLine("stream.memory.processor", passage.ProcessorSeconds, "s of processor");
        }

        if (Names.Where(IsLong).Any(wanted))
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse-stream-");
            Passage passage;
            try
            {
                passage = OnAzuriteAsync(path, folder.FullName).GetAwaiter().GetResult();
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            yield return new QuickLine(Azurite, passage.Seconds, "s");
            yield return new QuickLine("stream.azurite.events", passage.Events, "events");
            yield return new QuickLine("stream.azurite.requests", (double)passage.Requests / articles.Count, "requests/article");
            yield return new QuickLine("stream.azurite.processor", passage.ProcessorSeconds, "s of processor, Azurite included");
        }
    }

    /// <summary>
    /// Runs the command <c>ingest</c> as a user would, from the file to reading back the events, on an Azurite that keeps its data in a
    /// folder. An Azurite in memory allocates a separate extent for each message, and every minute is busy for minutes removing tens of
    /// thousands of them.
    /// </summary>
    private static async Task<Passage> OnAzuriteAsync(string path, string folder)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = folder });
        using Process emulator = Process.GetProcessById(azurite.ProcessId);
        using var requests = new RequestCount();
        TimeSpan started = emulator.TotalProcessorTime + Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        var output = new StringWriter();
        int exitCode = await MarketPulseCommand.RunAsync(
            ["ingest", "--articles", path, "--published", "2019-04-30", "--storage", azurite.ConnectionString, "--output", "json"],
            output,
            Console.Error);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        emulator.Refresh();
        TimeSpan processor = emulator.TotalProcessorTime + Environment.CpuUsage.TotalTime - started;
        using JsonDocument result = JsonDocument.Parse(output.ToString());
        return exitCode == 0
            ? new Passage(seconds, result.RootElement.GetProperty("events").GetArrayLength(), requests.Total, processor.TotalSeconds)
            : throw new InvalidOperationException($"The command exited with code {exitCode}.");
    }

    private static async Task<Passage> InMemoryAsync(IReadOnlyList<Article> articles)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddMarketPulseInMemoryStorage();
        collection.AddMarketPulsePipeline();
        collection.AddSingleton(new Watchlist([]));
        collection.AddSingleton<INewsFeed>(new GivenNews("file", articles, TimeProvider.System));
        await using ServiceProvider services = collection.BuildServiceProvider();
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await services.GetRequiredService<PollNews>().RunAsync(CancellationToken.None);
        await DrainAsync(services);
        await services.GetRequiredService<SummarizeSensitivity>().RunToEndAsync(CancellationToken.None);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        int events = await services.GetRequiredService<IEventStore>()
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, includeSuperseded: false, CancellationToken.None).CountAsync();
        return new Passage(seconds, events, Requests: 0, (Environment.CpuUsage.TotalTime - processor).TotalSeconds);
    }

    private static async Task DrainAsync(IServiceProvider services)
    {
        IWorkReceiver receiver = services.GetRequiredService<IWorkReceiver>();
        using var idle = new CancellationTokenSource();
        Task pumped = services.GetRequiredService<QueuedSteps>().PumpAsync(receiver, idle.Token);
        while ((await receiver.CountAsync(QueueNames.Articles, CancellationToken.None) > 0
                || await receiver.CountAsync(QueueNames.Scores, CancellationToken.None) > 0)
            && !pumped.IsCompleted)
        {
            await Task.WhenAny(pumped, Task.Delay(TimeSpan.FromMilliseconds(50)));
        }

        await idle.CancelAsync();
        await pumped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private readonly record struct Passage(double Seconds, int Events, long Requests, double ProcessorSeconds);
}
