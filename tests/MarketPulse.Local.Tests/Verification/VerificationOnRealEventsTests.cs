using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Verification;
using MarketPulse.Feeds.Files;
using Sylvan.Data.Csv;

namespace MarketPulse.Local.Tests.Verification;

/// <summary>
/// Replays thirty US-China trade events of 2018 to 2020 over six instruments. Day 0 and direction are given; measures, actors and topics
/// are detected in the one-line descriptions; the intensity is the same for all. docs/validation.md quotes the output.
/// </summary>
public class VerificationOnRealEventsTests
{
    private const double Intensity = 50;
    private static readonly DateOnly End = new(2020, 2, 1);
    private static readonly Instrument[] Instruments =
        [
            new() { Symbol = "SPY" },
            .. new[] { "FXI", "EEM", "AAPL", "QQQ", "IWM", "USO" }.Select(symbol => new Instrument { Symbol = symbol, Benchmark = "SPY" }),
        ];

    private readonly EventStudy _study = new(new StudyOptions());

    [Fact]
    public void Outcomes_fall_into_the_intervals_and_analogues_do_no_harm()
    {
        HistoryReplay replay = Read();
        ScenarioOutcome[] outcomes = [.. replay.Events.SelectMany(replay.Scenarios)];
        AnalogueOutcomeScore[] comparisons = [.. replay.Events.SelectMany(replay.Analogues)];
        var result = new VerificationResult(
            new DateOnly(2018, 1, 23),
            new DateOnly(2020, 1, 15),
            replay.Events.Count,
            [],
            [
                .. EventWindow.Defaults.Select(
                    window => ScenarioCoverage.Summarize(window.Key, outcomes.Where(outcome => outcome.Effect.WindowKey == window.Key))),
            ],
            [
                .. EventWindow.Defaults.Select(
                    window => AnalogueSkill.Summarize(window, comparisons.Where(score => score.WindowKey == window.Key))),
            ]);

        foreach (object figure in result.Scenarios.Concat<object>(result.Analogues))
        {
            TestContext.Current.TestOutputHelper!.WriteLine(figure.ToString()!);
        }

        // The first events have too little history for a prediction; every later one predicts all instruments or none.
        int outcomesPerWindow = (Instruments.Length - 1) * replay.Events.Count;
        result.Scenarios.ShouldAllBe(
            row => row.Predictions + row.WithoutPrediction == outcomesPerWindow && row.Predictions > outcomesPerWindow / 2);
        result.Scenarios.ShouldAllBe(row => row.Predictions == row.EventDays * (Instruments.Length - 1));

        // The nominal coverage is 95%; with about 23 independent days its standard error is 4.5 percentage points.
        result.Scenarios.ShouldAllBe(row => row.Coverage >= 0.95 - (2 * 0.045) && row.Coverage <= 1);
        result.Analogues.ShouldAllBe(row => row.EventDays > 0 && row.EventDays <= replay.Events.Count && row.Verdict != "worse");
    }

    private HistoryReplay Read()
    {
        var csv = new PriceCsv(TimeProvider.System);
        Dictionary<string, PriceHistory> histories = Instruments.ToDictionary(
            instrument => instrument.Symbol, instrument => csv.Read(SharedData.Path("data", "prices", $"{instrument.Symbol}.csv")).History,
            StringComparer.Ordinal);
        (TradeEvent Event, DateOnly Day0)[] events = [.. ReadEvents().Where(found => found.Day0 < End)];
        events.Length.ShouldBe(30);
        return new HistoryReplay(
            Instruments,
            histories,
            events.Select(found => found.Event),
            Instruments.Skip(1).SelectMany(instrument =>
                Score(instrument, JoinedReturns.Join(histories[instrument.Symbol], histories["SPY"], PriceBasis.Close), events)),
            new StudyOptions());
    }

    private IEnumerable<ImpactScore> Score(Instrument instrument, JoinedReturns returns, (TradeEvent Event, DateOnly Day0)[] events) =>
        from found in events
        from window in EventWindow.Defaults
        select new ImpactScore
        {
            EventId = found.Event.EventId,
            EventTimeUtc = found.Event.EventTimeUtc,
            Symbol = instrument.Symbol,
            WindowKey = window.Key,
            Status = ScoreStatus.Final,
            Day0 = found.Day0,
            DayZeroCertainty = "exact",
            CarPct = 100 * _study.Evaluate(returns, returns.IndexOnOrAfter(found.Day0), window).Car,
            Overlaps = events.Count(other => other != found
                && returns.IndexOnOrAfter(other.Day0) - returns.IndexOnOrAfter(found.Day0) is var apart
                    && apart >= window.Start
                    && apart <= window.End),
        };

    private static IEnumerable<(TradeEvent Event, DateOnly Day0)> ReadEvents()
    {
        var detector = new TradeDetector();
        using CsvDataReader reader = CsvDataReader.Create(SharedData.Path("data", "trade_events_draft.csv"));
        while (reader.Read())
        {
            DateOnly day0 = DateOnly.ParseExact(
                reader.GetString(reader.GetOrdinal("day0_nyse")), "yyyy-MM-dd", CultureInfo.InvariantCulture);
            string description = reader.GetString(reader.GetOrdinal("description"));
            var published = new DateTimeOffset(day0, new TimeOnly(11, 0), TimeSpan.Zero);
            var article = new Article
            {
                Id = ArticleIdentity.Create(null, description, "", day0),
                Feed = "file",
                Title = description,
                Published = published,
            };
            ArticleVerdict read = detector.Detect(article);
            yield return (
                new TradeEvent
                {
                    EventId = string.Create(CultureInfo.InvariantCulture, $"{published:yyyyMMddTHHmmss}Z-00000000"),
                    EventTimeUtc = published,
                    Stance = reader.GetString(reader.GetOrdinal("direction")) switch
                    {
                        "E" => Stance.Escalation,
                        "D" => Stance.Deescalation,
                        _ => Stance.Mixed,
                    },
                    Intensity = (int)Intensity,
                    Certainty = read.Certainty,
                    Measures = read.Measures,
                    Actors = read.Actors,
                    Topics = read.Topics,
                    Pairs = ["US-CN"],
                    Headline = description,
                },
                day0);
        }
    }
}
