using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;

namespace MarketPulse.Pipeline.Tests.Queries;

/// <summary>Something that arrives: an article with its verdict, or bars.</summary>
internal sealed record Arrival(DateTimeOffset Time, Article? Article = null, ArticleVerdict? Verdict = null, PriceHistory? Bars = null);

/// <summary>
/// Six weeks of reports of a few trade acts, a third of which are seen a day or more late, and the bars of two instruments,
/// which arrive at each close.
/// </summary>
internal sealed record LateWorld(DateTimeOffset Start, DateTimeOffset End, IReadOnlyList<Arrival> Arrivals)
{
    public static readonly Instrument[] Instruments = [new() { Symbol = "SPY" }, new() { Symbol = "FXI", Benchmark = "SPY" }];

    private static readonly Venue NewYork = VenueCatalog.Get("XNYS");

    private const int Days = 42;
    private const int Reports = 60;

    private static readonly DateOnly FirstBar = new(2024, 9, 2);

    public static LateWorld Draw(Random random)
    {
        var start = new DateTimeOffset(2025, 6, 2, 0, 0, 0, TimeSpan.Zero);
        DateTimeOffset end = start.AddDays(Days);
        IEnumerable<Arrival> arrivals = Enumerable.Range(0, Reports).Select(i => Report(random, start, i))
            .Concat(Instruments.SelectMany(instrument => Bars(random, instrument.Symbol, start, DateOnly.FromDateTime(end.UtcDateTime))));
        return new LateWorld(
            start,
            end,
            [.. arrivals.OrderBy(arrival => arrival.Time).ThenBy(arrival => arrival.Article?.Id, StringComparer.Ordinal)]);
    }

    private static Arrival Report(Random random, DateTimeOffset start, int number)
    {
        string[] actors = ["CN", "EU", "JP"];
        string actor = actors[random.Next(actors.Length)];
        bool eases = random.Next(4) == 0;
        string title = $"US {(eases ? "lifts" : "imposes")} tariffs on {actor}, report {number}";
        DateTimeOffset published = start.AddMinutes(random.Next(Days * 24 * 60));
        DateTimeOffset seen = published.AddMinutes(random.Next(3) == 0 ? random.Next(24 * 60, 6 * 24 * 60) : 5);
        var article = new Article
        {
            Id = ArticleIdentity.Create(null, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = "test",
            Title = title,
            Published = published,
            FirstSeen = seen,
        };
        var verdict = new ArticleVerdict
        {
            Relevance = 0.9,
            IsRelevant = true,
            IsEvent = random.Next(8) > 0,
            Reason = "development",
            Stance = eases ? Stance.Deescalation : Stance.Escalation,
            Intensity = random.Next(20, 90),
            Certainty = Certainty.Announced,
            Measures = ["tariff"],
            Actors = [actor, "US"],
            Pairs = [string.Create(CultureInfo.InvariantCulture, $"US-{actor}")],
            LexiconVersion = "1",
        };
        return new Arrival(seen, article, verdict);
    }

    private static IEnumerable<Arrival> Bars(Random random, string symbol, DateTimeOffset start, DateOnly end)
    {
        double price = 100;
        PriceBar[] bars =
        [
            .. Enumerable.Range(0, end.DayNumber - FirstBar.DayNumber).Select(FirstBar.AddDays)
                .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .Select(date => PriceBar.OfClose(date, price *= 1 + (0.03 * (random.NextDouble() - 0.5)))),
        ];
        var first = DateOnly.FromDateTime(start.UtcDateTime);
        yield return new Arrival(start, Bars: Of([.. bars.Where(bar => bar.Date < first)]));
        foreach (PriceBar bar in bars.Where(bar => bar.Date >= first))
        {
            yield return new Arrival(NewYork.Close(bar.Date), Bars: Of([bar]));
        }

        PriceHistory Of(PriceBar[] some) => new() { Symbol = symbol, Bars = some, Source = "test" };
    }
}
