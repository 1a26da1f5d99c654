using System.Globalization;
using MarketPulse.Benchmarks.Web;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>
/// A store with the rows of many events at a constant rate: the more events, the longer the history. The rows are written directly, as no
/// step of the pipeline would be any faster or slower for it.
/// </summary>
/// <param name="services">The stores.</param>
/// <param name="clock">Their clock; its time is the end of the history.</param>
/// <param name="apart">Time from one event to the next.</param>
internal sealed class GrowthStore(IServiceProvider services, SteppedClock clock, TimeSpan apart)
{
    private const int EventsAtOnce = 500, ArticlesPerDay = 6, DaysOfBars = 500;

    private static readonly string[] Scored = ["I01", "I02"];
    private static readonly string[] Windows = ["m1_p1", "p0_p0"];

    /// <summary>The watchlist.</summary>
    public static Watchlist Watchlist { get; } = new(
        [new Instrument { Symbol = "I00" }, .. Scored.Select(symbol => new Instrument { Symbol = symbol, Benchmark = "I00" })]);

    // Those of the new work, because the first article on a topic adds that topic to every day of the index.
    private static readonly ArticleVerdict[] OfNewWork =
        [.. NewWork.Titles.Select(title => new TradeDetector().Detect(NewWork.Report(title, DateTimeOffset.UnixEpoch)))];

    private static readonly string[] Pairs = [.. OfNewWork.SelectMany(verdict => verdict.Pairs).Distinct()];
    private static readonly string[] Topics = [.. OfNewWork.SelectMany(verdict => verdict.Topics).Append("autos").Distinct()];

    // Relevant but without a development, so that clustering leaves the events as they were written.
    private static readonly ArticleVerdict Verdict = new()
    {
        Relevance = 1,
        IsRelevant = true,
        IsEvent = false,
        Reason = "no_development",
        LexiconVersion = "1",
        Pairs = Pairs,
        Topics = Topics,
    };

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Writes the rows of a number of events, the last of which is a day old.</summary>
    public async Task FillAsync(int events)
    {
        DateTimeOffset end = clock.GetUtcNow();
        foreach (int[] some in Enumerable.Range(0, events).Reverse().Chunk(EventsAtOnce))
        {
            await FillAsync([.. some.Select(number => (number, end.AddDays(-1) - (number * apart)))]);
        }

        var random = new Random(1);
        foreach (Instrument instrument in Watchlist.Instruments)
        {
            await Get<IPriceStore>().MergeAsync(new PriceHistory { Symbol = instrument.Symbol, Bars = Bars(end, random) }, None);
        }

        await Get<IDimensionStore>().SaveInstrumentsAsync(Watchlist.Instruments, None);
        DateOnly last = DateOnly.FromDateTime(end.UtcDateTime);
        DateOnly first = DateOnly.FromDateTime((end - (events * apart)).UtcDateTime);
        for (DateOnly year = new(first.Year, 1, 1); year <= last; year = year.AddYears(1))
        {
            DateOnly from = year > first ? year : first, to = year.AddYears(1).AddDays(-1) < last ? year.AddYears(1).AddDays(-1) : last;
            await Get<ITensionStore>().SaveCountsAsync(from, to, Counts(from, to, random), None);
        }

        // The steps have done their work when the history ends; what is written later is new.
        clock.Advance(TimeSpan.FromHours(3));
        await Get<ICursorStore>().SaveAsync(
            new FeedCursor { FeedKind = CursorKinds.Summary, FeedId = "articlecounts", Position = clock.GetUtcNow().ToString("O") }, None);
        clock.Advance(TimeSpan.FromHours(1));
        await Get<SummarizeSensitivity>().RunToEndAsync(None);
        await Get<RefreshDimensions>().RunAsync(None);
        clock.Advance(TimeSpan.FromHours(3));
    }

    private T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    private async Task FillAsync((int Number, DateTimeOffset Time)[] some)
    {
        TradeEvent[] events = [.. some.Select(one => EventOf(one.Number, one.Time))];
        Article[] articles = [.. events.Select(ArticleOf)];
        await Get<IArticleStore>().AddAsync([.. articles.Select(article => new NewArticle(article, QuietFacts: null))], None);
        await Parallel.ForEachAsync(
            articles,
            new ParallelOptions { MaxDegreeOfParallelism = StoredScores.BatchesAtOnce },
            async (article, token) => await Get<IArticleStore>().SaveVerdictAsync(
                article.Id, ArticleFacts.FromVerdict(article, Verdict), token));
        await Get<IEventStore>().SaveAsync(events, None);
        await Parallel.ForEachAsync(
            events,
            new ParallelOptions { MaxDegreeOfParallelism = StoredScores.BatchesAtOnce },
            async (found, token) => await Get<IScoreStore>().SaveAsync(
                [.. Scored.SelectMany(symbol => Windows.Select(window => ScoreOf(found, symbol, window)))],
                [.. Scored.SelectMany(symbol => Enumerable.Range(-1, 3).Select(day => PathOf(found, symbol, day)))],
                token));
    }

    private static TradeEvent EventOf(int number, DateTimeOffset time) => new()
    {
        EventId = $"{RowKeys.Stamp(time)}Z-{number:x8}",
        EventTimeUtc = time,
        Stance = (Stance)(number % 2),
        Intensity = 20 + (number % 60),
        Certainty = Certainty.Announced,
        Measures = ["tariff"],
        Topics = Topics,
        Actors = ["CN", "US"],
        Pairs = Pairs,
        Headline = $"Past event {number}",
        OpenUntil = DateOnly.FromDateTime(time.UtcDateTime).AddDays(10),
        Articles = [$"{number:x8}{number:x8}"],
    };

    private static Article ArticleOf(TradeEvent found) => new()
    {
        Id = found.Articles[0],
        Feed = "growth",
        Title = found.Headline,
        Published = found.EventTimeUtc,
        FirstSeen = found.EventTimeUtc,
    };

    private static ImpactScore ScoreOf(TradeEvent found, string symbol, string window) => StoredScores.Score(number: 0, row: 1) with
    {
        EventId = found.EventId,
        EventTimeUtc = found.EventTimeUtc,
        Symbol = symbol,
        WindowKey = window,
        Benchmark = "I00",
        Stance = found.Stance,
        Intensity = found.Intensity,
        Day0 = DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime),
    };

    private static AbnormalReturn PathOf(TradeEvent found, string symbol, int day) => new()
    {
        EventId = found.EventId,
        EventTimeUtc = found.EventTimeUtc,
        Symbol = symbol,
        Day = day,
        Date = DateOnly.FromDateTime(found.EventTimeUtc.UtcDateTime).AddDays(day),
        CarPct = day,
        Revision = 1,
        PriceRevision = 1,
    };

    private static ArticleCount[] Counts(DateOnly first, DateOnly last, Random random) =>
    [
        .. from day in Enumerable.Range(0, last.DayNumber - first.DayNumber + 1)
           from scope in Pairs.Select(pair => (Scope: "pair", Value: pair)).Concat(Topics.Select(topic => (Scope: "topic", Value: topic)))
               .Prepend((Scope: "all", Value: "all"))
           select new ArticleCount
           {
               Feed = "growth",
               Scope = scope.Scope,
               Value = scope.Value,
               Date = first.AddDays(day),
               Articles = ArticlesPerDay,
               Relevant = random.Next(ArticlesPerDay),
           },
    ];

    private static PriceBar[] Bars(DateTimeOffset end, Random random)
    {
        double price = 100;
        DateOnly last = DateOnly.FromDateTime(end.UtcDateTime).AddDays(-1);
        return
        [
            .. Enumerable.Range(0, DaysOfBars).Select(back => last.AddDays(back - DaysOfBars + 1))
                .Where(date => date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .Select(date => PriceBar.OfClose(date, price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
        ];
    }
}
