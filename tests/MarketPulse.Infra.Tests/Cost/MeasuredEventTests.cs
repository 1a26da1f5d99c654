using System.Diagnostics.Metrics;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Instrument = MarketPulse.Core.Markets.Instrument;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MarketPulse.Infra.Tests.Cost;

/// <summary>
/// The model against a measured run: 35 events eight hours apart on eleven instruments, of which the last is found when the others are
/// scored, and six events of the month before.
/// </summary>
public sealed class MeasuredEventTests(AzuriteFixture azurite)
{
    private const int Events = 35, Instruments = 11, EventsPerDay = 3, SettledEvents = 6, Gap = 100;
    private const string Endpoint = "TableEndpoint=";
    private static readonly DateTimeOffset Start = new(2025, 4, 7, 1, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_of_a_new_event_are_at_most_those_of_the_model_and_at_least_half()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options =>
            (options.ConnectionString, options.NamePrefix) = (azurite.ConnectionString, azurite.NewPrefix()));
        services.AddMarketPulsePipeline();
        Instrument[] watchlist = [.. Enumerable.Range(0, Instruments).Select(InstrumentOf)];
        services.AddSingleton(new Watchlist(watchlist));

        // The last event has just been found, so a forecast is locked for it.
        services.AddSingleton<TimeProvider>(new FakeTimeProvider(EventOf(Events - 1).EventTimeUtc.AddMinutes(5)));
        await using ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(Cancel);
        foreach (Instrument instrument in watchlist)
        {
            await provider.GetRequiredService<IPriceStore>().MergeAsync(HistoryOf(instrument), Cancel);
        }

        // Those of a month before are what the forecast looks back on.
        TradeEvent[] events =
            [.. Enumerable.Range(-SettledEvents - Gap, SettledEvents).Concat(Enumerable.Range(0, Events)).Select(EventOf)];
        await provider.GetRequiredService<IEventStore>().SaveAsync(events[..^1], Cancel);
        foreach (TradeEvent earlier in events[..^1])
        {
            await ScoreAsync(provider, earlier);
        }

        await provider.GetRequiredService<IEventStore>().SaveAsync([events[^1]], Cancel);
        string address = azurite.ConnectionString.Split(';').Single(part => part.StartsWith(Endpoint, StringComparison.Ordinal));
        using var requests = new TableRequests(new Uri(address[Endpoint.Length..]).Port);
        await ScoreAsync(provider, events[^1]);

        double model = new DailyUse(new Load("three events a day", 0, 0, EventsPerDay, Instruments)).OperationsPerNewEvent;
        TestContext.Current.TestOutputHelper!.WriteLine($"{requests.Total} requests measured, {model:0} in the model");
        ((double)requests.Total).ShouldBeInRange(model / 2, model);
        (await provider.GetRequiredService<IForecastStore>().IsLockedAsync(events[^1].EventId, events[^1].Revision, Cancel)).ShouldBeTrue();
    }

    private static Task ScoreAsync(IServiceProvider services, TradeEvent tradeEvent) => services.GetRequiredService<ScoreEvent>()
        .RunAsync(WorkMessage.ForScore(tradeEvent, barsThrough: null, poll: null).Body, Cancel);

    // About half of the instruments are linked to the events, as in the model.
    private static Instrument InstrumentOf(int number) => new()
    {
        Symbol = number == 0 ? "SPY" : $"S{number:00}",
        Benchmark = number == 0 ? null : "SPY",
        Tags = number % 2 == 0 ? ["cn"] : ["mx"],
    };

    private static PriceHistory HistoryOf(Instrument instrument)
    {
        var random = new Random(instrument.Symbol[^1]);
        return new PriceHistory
        {
            Symbol = instrument.Symbol,
            Source = "test",
            Bars =
            [
                .. Enumerable.Range(0, 300).Select(new DateOnly(2024, 8, 1).AddDays)
                    .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(date => PriceBar.OfClose(date, 100 + random.NextDouble())),
            ],
        };
    }

    private static TradeEvent EventOf(int number)
    {
        DateTimeOffset time = Start.AddHours(24.0 / EventsPerDay * number);
        return new TradeEvent
        {
            EventId = $"{time:yyyyMMdd'T'HHmmss'Z'}-{number + SettledEvents + Gap:x8}",
            EventTimeUtc = time,
            Stance = Stance.Escalation,
            Intensity = 50,
            Actors = ["CN", "US"],
        };
    }

    /// <summary>Counts this process's requests to the tables.</summary>
    private sealed class TableRequests : IDisposable
    {
        private readonly MeterListener _listener = new();
        private long _total;

        public TableRequests(int port)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Meter.Name: "System.Net.Http", Name: "http.client.request.duration" })
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                foreach (KeyValuePair<string, object?> tag in tags)
                {
                    if (tag.Key == "server.port" && tag.Value is int used && used == port)
                    {
                        Interlocked.Increment(ref _total);
                    }
                }
            });
            _listener.Start();
        }

        public long Total => Interlocked.Read(ref _total);

        public void Dispose() => _listener.Dispose();
    }
}
