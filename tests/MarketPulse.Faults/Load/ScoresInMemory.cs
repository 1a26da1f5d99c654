using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Faults.Running;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Load;

/// <summary>Scores many events on many instruments with the stores in memory.</summary>
internal sealed class ScoresInMemory : Scenario
{
    private const int Windows = 3;

    /// <summary>Scores and paths of the full size take 5.5 GB as records, so that this holds only while they are stored packed.</summary>
    private const int MostMegabytes = 1024;

    public override string Name => "load in memory";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        (int events, int instruments) = size == RunSize.Full ? (1000, 500) : (50, 100);
        Instrument[] watchlist = LoadWorld.Instruments(instruments);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseInMemoryStorage();
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist(watchlist));
        await using ServiceProvider provider = services.BuildServiceProvider();
        for (int i = 0; i < instruments; i++)
        {
            await provider.GetRequiredService<IPriceStore>().MergeAsync(LoadWorld.History(i), cancellationToken);
        }

        TradeEvent[] found = LoadWorld.Events(events, TimeSpan.FromHours(7));
        await provider.GetRequiredService<IEventStore>().SaveAsync(found, cancellationToken);
        ScoreEvent score = provider.GetRequiredService<ScoreEvent>();
        long begun = Stopwatch.GetTimestamp();
        long peak = 0;
        for (int i = 0; i < found.Length; i++)
        {
            await score.RunAsync(WorkMessage.ForScore(found[i], null, null).Body, cancellationToken);
            if (i % 50 == 49)
            {
                peak = Math.Max(peak, Environment.WorkingSet / (1024 * 1024));
            }
        }

        double seconds = Stopwatch.GetElapsedTime(begun).TotalSeconds;
        long rows = await provider.GetRequiredService<IScoreStore>()
            .QueryAsync(new ScoreQuery(), cancellationToken)
            .LongCountAsync(cancellationToken);
        long wanted = (long)events * instruments * Windows;
        List<string> lost = rows == wanted ? [] : [string.Create(CultureInfo.InvariantCulture, $"{rows} rows of {wanted}")];
        if (peak > MostMegabytes)
        {
            lost.Add(string.Create(CultureInfo.InvariantCulture, $"{peak} MB at the peak, more than {MostMegabytes}"));
        }

        string tried = string.Create(
            CultureInfo.InvariantCulture,
            $"{events} events x {instruments} instruments x {Windows} windows: {rows / seconds:0} scores/s, {peak} MB at the peak");
        return new Outcome(tried, lost);
    }
}
