using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;

namespace MarketPulse.Faults.Worlds;

/// <summary>
/// News and prices of a fictitious half year, always the same for the same size: events that several articles report, among news on other
/// topics.
/// </summary>
internal sealed class World
{
    private static readonly string[] Countries =
        ["US", "China", "Canada", "Mexico", "Japan", "India", "Brazil", "Vietnam", "South Korea", "Australia"];

    private static readonly DateTimeOffset Begin = new(2025, 1, 6, 14, 0, 0, TimeSpan.Zero);
    private static readonly string[] Symbols = ["SPY", "FXI", "EEM", "EWJ", "EWW"];

    /// <summary>Numbers of articles: those of one event follow each other, and those on other topics come last.</summary>
    private const int MostReports = 10, FirstOther = 100_000;

    private World(IReadOnlyList<Article> articles, IReadOnlyDictionary<string, PriceHistory> histories)
    {
        Articles = articles;
        Histories = histories;
    }

    /// <summary>The articles, in random order.</summary>
    public IReadOnlyList<Article> Articles { get; }

    /// <summary>Daily bars by symbol.</summary>
    public IReadOnlyDictionary<string, PriceHistory> Histories { get; }

    /// <summary>The instruments.</summary>
    public Watchlist Watchlist { get; } =
        new([.. Symbols.Select(symbol => new Instrument { Symbol = symbol, Benchmark = symbol == "SPY" ? null : "SPY" })]);

    /// <summary>The reports of each event, by time of publication.</summary>
    public IEnumerable<Article[]> ReportsByEvent => Articles
        .Select(article => (Article: article, Number: int.Parse(article.Url!.Split('/')[^1], CultureInfo.InvariantCulture)))
        .Where(one => one.Number < FirstOther)
        .GroupBy(one => one.Number / MostReports, one => one.Article)
        .Select(reports => reports.OrderBy(article => article.Published).ToArray());

    /// <summary>The same world with only some of its articles.</summary>
    public World With(params Article[] articles) => new(articles, Histories);

    /// <summary>Creates a world.</summary>
    /// <param name="articles">Number of articles.</param>
    /// <param name="events">Number of events, each reported by one to four of the articles.</param>
    public static World Create(int articles, int events)
    {
        var random = new Random(articles + events);
        var made = new List<Article>();
        for (int i = 0; i < events; i++)
        {
            DateTimeOffset time = Begin.AddMinutes(i * 1700).AddSeconds(random.Next(3600));
            int actor = i % Countries.Length, other = (actor + 1 + (i / Countries.Length % (Countries.Length - 1))) % Countries.Length;
            string headline = FormattableString.Invariant(
                $"{Countries[actor]} imposes a {10 + (i % 80)}% tariff on all goods from {Countries[other]}");
            for (int report = random.Next(4); report >= 0; report--)
            {
                string[] endings = ["", ", officials say", " from next month", " in trade dispute"];
                made.Add(Make(headline + endings[report], time.AddMinutes(report * random.Next(60, 900)), (i * MostReports) + report));
            }
        }

        for (int i = made.Count; i < articles; i++)
        {
            DateTimeOffset time = Begin.AddMinutes(random.Next(events * 1700));
            made.Add(Make($"Shares close higher as retailers report a strong quarter, part {i}", time, FirstOther + i));
        }

        Article[] shuffled = [.. made.Take(articles)];
        random.Shuffle(shuffled);
        return new World(shuffled, Symbols.ToDictionary(symbol => symbol, History, StringComparer.Ordinal));
    }

    /// <summary>Creates the bars of a symbol from January 2024 until September 2025.</summary>
    public static PriceHistory History(string symbol)
    {
        var random = new Random(symbol.Sum(letter => letter * 31));
        double price = 100;
        return new PriceHistory
        {
            Symbol = symbol,
            Bars =
            [
                .. Enumerable.Range(0, 620).Select(i => new DateOnly(2024, 1, 2).AddDays(i))
                    .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                    .Select(date => PriceBar.OfClose(date, Math.Round(price *= 1 + (0.02 * (random.NextDouble() - 0.5)), 4))),
            ],
        };
    }

    private static Article Make(string title, DateTimeOffset published, int number)
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"https://news.example/{number}");
        return new Article
        {
            Id = ArticleIdentity.Create(url, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "world",
            Url = url,
            Title = title,
            Published = published,
            FirstSeen = published,
        };
    }
}
