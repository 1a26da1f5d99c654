using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Hosting;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Sylvan.Data.Csv;

namespace MarketPulse.Local.Tests;

/// <summary>Real articles and prices through queues and tables, compared with independently computed figures.</summary>
public class PipelineOnSharedDataTests
{
    private static readonly string[] Symbols = ["SPY", "FXI", "EEM", "AAPL", "QQQ", "IWM", "USO"];

    [Fact]
    public async Task Scores_of_events_from_2018_to_2020_equal_the_expected_ones_to_nine_digits()
    {
        string prices = SharedData.Path("data", "prices");
        List<DateOnly> days = ReadDays(SharedData.Path("data", "trade_events_draft.csv"));
        List<Dictionary<string, string>> expected = ReadCsv(SharedData.Path("data", "expected", "adjusted_2018_2020.csv"));
        expected.Count.ShouldBe(days.Count * 6 * 3);

        Dictionary<(DateOnly?, string, string), ImpactScore> scores = await ScoreAsync(prices, days);

        foreach (Dictionary<string, string> row in expected)
        {
            DateOnly day0 = DateOnly.ParseExact(row["day0"], "yyyy-MM-dd", CultureInfo.InvariantCulture);
            ImpactScore score = scores[(day0, row["symbol"], row["window"])];
            score.Status.ShouldBe(ScoreStatus.Final);
            ShouldEqual(score, row);
        }
    }

    private static async Task<Dictionary<(DateOnly?, string, string), ImpactScore>> ScoreAsync(string prices, List<DateOnly> days)
    {
        var csv = new PriceCsv(TimeProvider.System);
        Dictionary<string, PriceHistory> histories = Symbols.ToDictionary(
            symbol => symbol, symbol => csv.Read(Path.Combine(prices, $"{symbol}.csv")).History, StringComparer.Ordinal);
        Instrument[] instruments =
        [
            .. Symbols.Select(symbol => new Instrument { Symbol = symbol, Benchmark = symbol == "SPY" ? null : "SPY" }),
        ];

        await using LocalStorage storage = await LocalStorage.OpenTemporaryAsync(static _ => { }, CancellationToken.None);
        await using LocalHost host = await LocalHost.StartAsync(storage, TimeProvider.System, CancellationToken.None, services => services
            .AddSingleton(new Watchlist(instruments))
            .AddSingleton<IPriceFeed>(new GivenPrices("file", histories, TimeProvider.System)));
        (await host.Step<PollPrices>().RunAsync(CancellationToken.None)).Errors.ShouldBeEmpty();
        foreach (DateOnly day in days)
        {
            await SubmitAsync(host, day);
        }

        (await host.DrainAsync(static _ => { }, CancellationToken.None)).ShouldBeEmpty();
        List<ImpactScore> scores = await host.Scores.QueryAsync(new ScoreQuery(), CancellationToken.None).ToListAsync();
        scores.Select(score => score.EventId).Distinct().Count().ShouldBe(days.Count);
        return scores.ToDictionary(score => (score.Day0, score.Symbol, score.WindowKey));
    }

    /// <summary>
    /// An event published before the open of its day 0, with its own measure so that no two events are clustered together.
    /// </summary>
    private static async Task SubmitAsync(LocalHost host, DateOnly day)
    {
        var published = new DateTimeOffset(day, new TimeOnly(11, 0), TimeSpan.Zero);
        string title = $"Event of {day:yyyy-MM-dd}";
        await host.Step<SubmitEvent>().RunAsync(
            new Article
            {
                Id = ArticleIdentity.Create(null, title, "", day),
                Feed = SubmitArticle.Feed,
                Title = title,
                Published = published,
            },
            new ArticleVerdict
            {
                Relevance = 1,
                IsRelevant = true,
                IsEvent = true,
                Reason = "development",
                Stance = Stance.Escalation,
                Intensity = 50,
                Certainty = Certainty.Announced,
                Measures = [$"measure_{day:yyyyMMdd}"],
                Actors = ["CN", "US"],
                Pairs = ["US-CN"],
                LexiconVersion = "test",
            },
            CancellationToken.None);
    }

    private static void ShouldEqual(ImpactScore score, Dictionary<string, string> expected)
    {
        foreach (RowColumn column in RowSchema.Of<ImpactScore>().Columns)
        {
            bool percent = column.Name.EndsWith("_pct", StringComparison.Ordinal);
            string name = percent ? column.Name[..^"_pct".Length] : column.Name;
            if (!expected.TryGetValue(name, out string? text) || name is "day0" or "symbol")
            {
                continue;
            }

            string where = $"{name} of {score.Symbol} {score.WindowKey} on {score.Day0}";
            switch (column.Read(score))
            {
                case double value:
                    (percent ? value / 100 : value).ShouldBe(double.Parse(text, CultureInfo.InvariantCulture), 1e-9, where);
                    break;
                case object value:
                    value.ToString().ShouldBe(text, where);
                    break;
                default:
                    text.ShouldBeEmpty(where);
                    break;
            }
        }
    }

    private static List<DateOnly> ReadDays(string path) =>
    [
        .. ReadCsv(path)
            .Select(row => DateOnly.ParseExact(row["day0_nyse"], "yyyy-MM-dd", CultureInfo.InvariantCulture))
            .Where(day => day < new DateOnly(2020, 2, 1)),
    ];

    private static List<Dictionary<string, string>> ReadCsv(string path)
    {
        using CsvDataReader reader = CsvDataReader.Create(path);
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
        {
            rows.Add(Enumerable.Range(0, reader.FieldCount).ToDictionary(reader.GetName, reader.GetString, StringComparer.Ordinal));
        }

        return rows;
    }
}
