using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Verification;
using MarketPulse.Faults.Crash;
using MarketPulse.Faults.Running;
using MarketPulse.Faults.Worlds;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Faults.Ledger;

/// <summary>
/// Workers are killed while they lock forecasts and while they add outcomes; the messages are delivered again, and once more after that.
/// In between, one event is revised, and one is re-keyed by an earlier report. In the end an export of the store is killed.
/// </summary>
internal sealed class LedgerKept : Scenario
{
    private const string Prefix = "ledger";

    private static readonly DateTimeOffset Monday = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    /// <summary>When every window of Monday's events has closed.</summary>
    private static readonly DateTimeOffset Later = new(2025, 6, 16, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Windows = ["p0_p0", "p0_p5"];
    private static readonly string[] Symbols = ["FXI", "EEM"];

    public override string Name => "ledger";

    public override async Task<Outcome> RunAsync(RunSize size, Action<string> report, CancellationToken cancellationToken)
    {
        int rounds = size == RunSize.Full ? 10 : 1;
        LedgerWrite[] stops = size == RunSize.Full ? Enum.GetValues<LedgerWrite>() : [LedgerWrite.AfterLock, LedgerWrite.BeforeOutcomes];
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions(), cancellationToken);
        var lost = new List<string>();
        (int kills, int forecasts, int outcomes) = (0, 0, 0);
        for (int round = 0; round < rounds; round++)
        {
            var run = new Run(azurite.ConnectionString, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{round}"), stops);
            lost.AddRange(await run.RunAsync(cancellationToken));
            kills += run.Kills;
            forecasts += run.Forecasts;
            outcomes += run.Outcomes;
            report(string.Create(CultureInfo.InvariantCulture, $"ledger {round + 1} of {rounds}"));
        }

        return new Outcome(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{kills} processes killed between lock and outcome, every message delivered at least twice; {forecasts} forecasts, "
                + $"{outcomes} outcomes, chain checked; {rounds} exports killed and repeated, restored ledgers checked"),
            lost);
    }

    /// <summary>One ledger.</summary>
    private sealed class Run(string connection, string prefix, IReadOnlyList<LedgerWrite> stops)
    {
        private readonly List<string> _heads = [];

        /// <summary>Number of processes killed.</summary>
        public int Kills { get; private set; }

        /// <summary>Number of forecasts found.</summary>
        public int Forecasts { get; private set; }

        /// <summary>Number of outcomes found.</summary>
        public int Outcomes { get; private set; }

        public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellationToken)
        {
            TradeEvent first = Event(0), second = Event(1), earlier = Event(2) with { EventTimeUtc = Monday.AddHours(-3) };
            earlier = earlier with { EventId = $"{RowKeys.Stamp(earlier.EventTimeUtc)}Z-0000000a" };
            var lost = new List<string>();
            await using (LocalHost monday = await Forecaster.StartAsync(connection, prefix, Monday, cancellationToken))
            {
                await PrepareAsync(monday, [first, second], cancellationToken);
                lost.AddRange(await DisturbAsync(monday, [first], LedgerWrite.BeforeLock, cancellationToken));
                lost.AddRange(await DisturbAsync(monday, [second], LedgerWrite.AfterLock, cancellationToken));

                // A later report revises the first event; an earlier one re-keys the second.
                first = first with { Revision = 2, Intensity = 70 };
                second = second with { Revision = 2, Status = EventStatus.Superseded, SupersededBy = earlier.EventId };
                await monday.Events.SaveAsync([first, second, earlier], cancellationToken);
                lost.AddRange(await DisturbAsync(monday, [first, second, earlier], LedgerWrite.BeforeLock, cancellationToken));
            }

            await using LocalHost later = await Forecaster.StartAsync(connection, prefix, Later, cancellationToken);
            await SaveBarsAsync(later, DateOnly.FromDateTime(Later.UtcDateTime), cancellationToken);
            lost.AddRange(await DisturbAsync(later, [first, earlier], LedgerWrite.BeforeOutcomes, cancellationToken));
            lost.AddRange(await DisturbAsync(later, [first, earlier], LedgerWrite.AfterOutcomes, cancellationToken));
            (string EventId, int Revision)[] locked =
                [(first.EventId, 1), (first.EventId, 2), (second.EventId, 1), (earlier.EventId, 1)];
            lost.AddRange(await CheckAsync(later, locked, [(first.EventId, 2), (earlier.EventId, 1)], cancellationToken));
            lost.AddRange(await Exporter.KillAsync(later, connection, prefix, _heads[^1], cancellationToken));
            return lost;
        }

        /// <summary>
        /// Sends events to a worker that is killed at a write, lets another one handle what is left, and sends them to it again.
        /// </summary>
        private async Task<IReadOnlyList<string>> DisturbAsync(
            LocalHost host, TradeEvent[] events, LedgerWrite stop, CancellationToken cancellationToken)
        {
            var lost = new List<string>();
            await SendAsync(host, events, cancellationToken);
            if (stops.Contains(stop))
            {
                await KillAsync(stop, host.Step<TimeProvider>().GetUtcNow(), lost, cancellationToken);
            }

            IReadOnlyList<DeadLetter> first = await host.DrainAsync(static _ => { }, cancellationToken);
            await SendAsync(host, events, cancellationToken);
            IReadOnlyList<DeadLetter> second = await host.DrainAsync(static _ => { }, cancellationToken);
            lost.AddRange(first.Concat(second).Select(letter => $"{stop}: {letter.Queue}: {letter.Reason}: {letter.Description}"));
            if (await host.Step<IForecastStore>().FindHeadAsync(cancellationToken) is { } head)
            {
                _heads.Add(head.Hash);
            }

            return lost;
        }

        private async Task KillAsync(LedgerWrite stop, DateTimeOffset time, List<string> lost, CancellationToken cancellationToken)
        {
            string[] arguments = ["--forecaster", prefix, time.ToString("O", CultureInfo.InvariantCulture), stop.ToString()];
            if (await KilledChild.RunAsync(arguments, connection, cancellationToken) is { } errors)
            {
                lost.Add($"{stop}: the process ended before the write at which it was to be killed: {errors}");
            }

            Kills++;
            await Crashes.EndLeaseAsync(connection, prefix, cancellationToken);
        }

        /// <summary>One sentence for each forecast or outcome that is missing, doubled or not as it was written.</summary>
        /// <param name="host">Reads the ledger.</param>
        /// <param name="locked">The revisions that have one forecast each.</param>
        /// <param name="scored">Those whose forecast has one outcome for each instrument and window.</param>
        /// <param name="cancellationToken">Stops between requests.</param>
        private async Task<List<string>> CheckAsync(
            LocalHost host,
            (string EventId, int Revision)[] locked,
            (string EventId, int Revision)[] scored,
            CancellationToken cancellationToken)
        {
            IForecastStore store = host.Step<IForecastStore>();
            List<Forecast> forecasts = await store.ReadAsync(cancellationToken).ToListAsync(cancellationToken);
            List<ForecastOutcome> outcomes =
                await store.ReadOutcomesAsync(DateTimeOffset.MinValue, cancellationToken).ToListAsync(cancellationToken);
            (Forecasts, Outcomes) = (forecasts.Count, outcomes.Count);
            var lost = new List<string>();
            Compare(
                "forecasts",
                forecasts.Select(one => $"{one.EventId} {one.Revision}"),
                locked.Select(one => $"{one.EventId} {one.Revision}"));
            Compare(
                "outcomes",
                outcomes.Select(one => $"{one.EventId} {one.Sequence} {one.Symbol} {one.WindowKey}"),
                from one in scored
                let sequence = forecasts.FirstOrDefault(link => (link.EventId, link.Revision) == one)?.Sequence
                from symbol in Symbols
                from window in Windows
                select $"{one.EventId} {sequence} {symbol} {window}");
            foreach (string head in _heads.Distinct(StringComparer.Ordinal))
            {
                LedgerCheck check = await host.Step<CheckLedger>().RunAsync(head, cancellationToken);
                lost.AddRange(check.Problems.Select(problem => $"{prefix}: {problem}"));
            }

            return lost;

            void Compare(string what, IEnumerable<string> found, IEnumerable<string> expected)
            {
                string[] have = [.. found.Order(StringComparer.Ordinal)], want = [.. expected.Order(StringComparer.Ordinal)];
                if (!have.SequenceEqual(want))
                {
                    lost.Add($"{prefix}: {what} {string.Join(", ", have)} instead of {string.Join(", ", want)}");
                }
            }
        }

        private static Task SendAsync(LocalHost host, TradeEvent[] events, CancellationToken cancellationToken) =>
            host.Step<IWorkQueue>().SendAsync(
                QueueNames.Scores,
                [.. events.Select(one => WorkMessage.ForScore(one, barsThrough: null, host.Step<TimeProvider>().GetUtcNow()))],
                cancellationToken);
    }

    private static async Task PrepareAsync(LocalHost host, TradeEvent[] events, CancellationToken cancellationToken)
    {
        await host.Dimensions.SaveInstrumentsAsync(Forecaster.Watchlist.Instruments, cancellationToken);
        foreach (string window in Windows)
        {
            await host.Step<ISensitivityStore>().SaveAsync(
                $"{window}|all", [.. Symbols.Select(symbol => Profile(symbol, window))], cancellationToken);
        }

        await SaveBarsAsync(host, DateOnly.FromDateTime(Monday.UtcDateTime).AddDays(-3), cancellationToken);
        await host.Events.SaveAsync(events, cancellationToken);
    }

    private static async Task SaveBarsAsync(LocalHost host, DateOnly last, CancellationToken cancellationToken)
    {
        foreach (Instrument instrument in Forecaster.Watchlist.Instruments)
        {
            PriceHistory whole = World.History(instrument.Symbol);
            await host.Step<IPriceStore>().MergeAsync(
                whole with { Bars = [.. whole.Bars.Where(bar => bar.Date <= last)] }, cancellationToken);
        }
    }

    private static TradeEvent Event(int number)
    {
        DateTimeOffset time = Monday.AddMinutes(-60 + (10 * number));
        return new TradeEvent
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{RowKeys.Stamp(time)}Z-{number:x8}"),
            EventTimeUtc = time,
            Revision = 1,
            Stance = Stance.Escalation,
            Intensity = 50,
            Measures = ["tariff"],
            LexiconVersion = "1",
        };
    }

    private static SensitivityProfile Profile(string symbol, string window) => new()
    {
        Symbol = symbol,
        WindowKey = window,
        Horizon = "all",
        Kind = "all",
        Value = "all",
        BetaBps = -4,
        BetaErrorBps = 0.5,
        Sessions = 800,
        WindowErrorPct = 2,
    };
}
