using MarketPulse.Core.Events;

namespace MarketPulse.Core.Sensitivity;

/// <summary>Computes the trade-tension index from article counts and live events: a pure function of both.</summary>
public sealed class TensionIndex
{
    /// <summary>Number of days with articles in the base window of a feed.</summary>
    public const int BaseDays = 365;

    private const int BaseMonths = 12;
    private const int FewestArticles = 30;
    private const int Week = 7;
    private const int Month = 30;

    /// <summary>How many days before a day its row depends on: a mean of 30 days, each of which needs articles in seven.</summary>
    public const int DaysBefore = Month + Week - 2;

    private static readonly PeriodLength Daywise = new(BaseDays, static date => date, Covered);

    private static readonly PeriodLength Monthwise = new(
        BaseMonths,
        static date => new DateOnly(date.Year, date.Month, 1),
        static (_, articles) => [.. articles.Select(count => count >= FewestArticles)]);

    private readonly List<ArticleCount> _counts;
    private readonly List<TradeEvent> _events;

    /// <summary>Creates an index from the counts of every feed and from those of the events that are live.</summary>
    public TensionIndex(IEnumerable<ArticleCount> counts, IEnumerable<TradeEvent> events)
    {
        _counts = [.. counts];
        _events = [.. events.Where(e => e.Status == EventStatus.Live)];
    }

    /// <summary>Everything that an index can cover: all news, every country pair, every topic.</summary>
    public IReadOnlyList<(string Scope, string Value)> Scopes =>
    [
        (TensionScope.All, TensionScope.All),
        .. _counts.Where(count => count.Scope != TensionScope.All).Select(count => (count.Scope, count.Value))
            .Concat(_events.SelectMany(e => e.Pairs).Select(pair => (TensionScope.Pair, pair)))
            .Concat(_events.SelectMany(e => e.Topics).Select(topic => (TensionScope.Topic, topic)))
            .Distinct().Order(),
    ];

    /// <summary>
    /// The index of every UTC day with articles, ascending. Days without any are left out, so that one old article adds one day.
    /// </summary>
    /// <param name="scope"><c>all</c>, <c>pair</c> or <c>topic</c>.</param>
    /// <param name="value">The pair or topic; <c>all</c> for all news.</param>
    public IReadOnlyList<TensionDay> Daily(string scope = TensionScope.All, string value = TensionScope.All)
    {
        return WithMeans(Compute(scope, value, Daywise, basis: null), first: 0, []);
    }

    /// <summary>
    /// The index of the days from <paramref name="from"/> on, as <see cref="Daily"/> gives them, from the counts and events of these days
    /// and of the <see cref="DaysBefore"/> days before. They must not be in a base window.
    /// </summary>
    /// <param name="scope"><c>all</c>, <c>pair</c> or <c>topic</c>.</param>
    /// <param name="value">The pair or topic; <c>all</c> for all news.</param>
    /// <param name="from">The first day.</param>
    /// <param name="basis">The base of this scope.</param>
    /// <param name="meansBefore">The values of <see cref="TensionDay.Gross30d"/> of all earlier days, in any order.</param>
    public IReadOnlyList<TensionDay> DailyFrom(
        string scope, string value, DateOnly from, TensionBase basis, IEnumerable<double> meansBefore)
    {
        ArgumentNullException.ThrowIfNull(basis);
        TensionDay[] days = Compute(scope, value, Daywise, basis);
        int first = Array.FindIndex(days, day => day.Date >= from);
        return first < 0 ? [] : WithMeans(days, first, meansBefore);
    }

    /// <summary>The base of a scope, from the counts of all days.</summary>
    /// <param name="scope"><c>all</c>, <c>pair</c> or <c>topic</c>.</param>
    /// <param name="value">The pair or topic; <c>all</c> for all news.</param>
    public TensionBase BaseOf(string scope, string value)
    {
        List<ArticleCount> seen = Counts(TensionScope.All, TensionScope.All);
        var periods = new Periods(Daywise, seen);
        string[] feeds = FeedsOf(seen);
        IReadOnlyList<double?[]> shares = SharesOf(feeds, periods, seen, Counts(scope, value));
        double[] deviations = [.. shares.Select(feed => StandardizedShares.Deviation(feed, BaseDays))];
        double?[] index = StandardizedShares.Average(shares, deviations);
        int[] valued = [.. Enumerable.Range(0, index.Length).Where(i => index[i] is not null).Take(BaseDays)];
        DateOnly? last = valued.Length == BaseDays ? periods.Dates[valued[^1]]
            : deviations.All(deviation => deviation == 0) ? DateOnly.MinValue
            : null;
        return new TensionBase(
            feeds.Zip(deviations).ToDictionary(feed => feed.First, feed => feed.Second, StringComparer.Ordinal),
            StandardizedShares.Mean(index, BaseDays),
            last);
    }

    /// <summary>The days with articles of each feed's base window, ascending; <see cref="BaseDays"/> of them when it is over.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<DateOnly>> BaseDaysOfFeeds() => Counts(TensionScope.All, TensionScope.All)
        .Where(count => count.Articles > 0)
        .GroupBy(count => count.Feed, StringComparer.Ordinal)
        .ToDictionary(
            feed => feed.Key,
            IReadOnlyList<DateOnly> (feed) => [.. feed.Select(count => count.Date).Distinct().Order().Take(BaseDays)],
            StringComparer.Ordinal);

    private static IReadOnlyList<TensionDay> WithMeans(TensionDay[] days, int first, IEnumerable<double> meansBefore)
    {
        double?[] gross30d = Trailing(days, Month, day => day.Gross);
        string[] regimes = [.. new string[first], .. TensionRegimes.Classify(gross30d[first..], meansBefore)];
        double?[][] means =
        [
            Trailing(days, Week, day => day.Gross),
            Trailing(days, Week, day => day.Escalation), Trailing(days, Month, day => day.Escalation),
            Trailing(days, Week, day => day.Easing), Trailing(days, Month, day => day.Easing),
            Trailing(days, Week, day => day.Net), Trailing(days, Month, day => day.Net),
        ];
        return
        [
            .. Enumerable.Range(first, days.Length - first).Select(i => days[i] with
            {
                Gross7d = means[0][i],
                Gross30d = gross30d[i],
                Escalation7d = means[1][i],
                Escalation30d = means[2][i],
                Easing7d = means[3][i],
                Easing30d = means[4][i],
                Net7d = means[5][i],
                Net30d = means[6][i],
                Regime = regimes[i],
            }),
        ];
    }

    /// <summary>
    /// The index of every month with articles: shares of the month's articles, standardized over the months of the base window. Trailing
    /// means and regimes exist for days only.
    /// </summary>
    /// <inheritdoc cref="Daily"/>
    public IReadOnlyList<TensionDay> Monthly(string scope = TensionScope.All, string value = TensionScope.All) =>
        Compute(scope, value, Monthwise, basis: null);

    /// <summary>The contribution of an event: intensity x certainty x novelty x (1 + ln(sources)) / (1 + ln 2).</summary>
    public static double Contribution(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return tradeEvent.Intensity * CertaintyWeight(tradeEvent.Certainty) * tradeEvent.Novelty
            * (1 + Math.Log(Math.Max(1, tradeEvent.Sources))) / (1 + Math.Log(2));
    }

    /// <summary>The weight of a certainty, from 0 for denied to 1 for in force.</summary>
    public static double CertaintyWeight(Certainty certainty) => certainty switch
    {
        Certainty.Denied => 0,
        Certainty.Rumoured => 0.3,
        Certainty.Considered => 0.4,
        Certainty.Threatened => 0.6,
        Certainty.Proposed => 0.7,
        Certainty.Announced => 0.85,
        Certainty.Ordered => 0.95,
        _ => 1,
    };

    private TensionDay[] Compute(string scope, string value, PeriodLength length, TensionBase? basis)
    {
        List<ArticleCount> seen = Counts(TensionScope.All, TensionScope.All);
        if (seen.Count == 0)
        {
            return [];
        }

        var periods = new Periods(length, seen);
        List<ArticleCount> concerned = Counts(scope, value);
        int[] articles = periods.Sum(seen, count => count.Articles), relevant = periods.Sum(concerned, count => count.Relevant);
        string[] feeds = FeedsOf(seen);
        IReadOnlyList<double?[]> shares = SharesOf(feeds, periods, seen, concerned);
        double?[] gross = basis is null
            ? StandardizedShares.Combine(shares, length.BaseLength)
            : StandardizedShares.Scale(
                StandardizedShares.Average(shares, [.. feeds.Select(feed => basis.Deviations[feed])]), basis.Mean);
        bool[] covered = length.Covered(periods.Dates, articles);
        ILookup<DateOnly, TradeEvent> events = _events.Where(e => Concerns(e, scope, value))
            .ToLookup(e => length.PeriodOf(DateOnly.FromDateTime(e.EventTimeUtc.UtcDateTime)));
        return [.. periods.Dates.Select(Row)];

        TensionDay Row(DateOnly period, int i)
        {
            double escalation = Contributions(events[period], Stance.Escalation);
            double easing = Contributions(events[period], Stance.Deescalation);
            return new TensionDay
            {
                Scope = scope,
                Value = value,
                Date = period,
                Gross = covered[i] ? gross[i] : null,
                Escalation = escalation,
                Easing = easing,
                Net = escalation - easing,
                Articles = articles[i],
                Relevant = relevant[i],
            };
        }
    }

    private static string[] FeedsOf(List<ArticleCount> seen) =>
        [.. seen.Select(count => count.Feed).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static IReadOnlyList<double?[]> SharesOf(
        string[] feeds, Periods periods, List<ArticleCount> seen, List<ArticleCount> concerned) =>
    [
        .. feeds.Select(feed => Shares(
            periods.Sum(seen.Where(count => count.Feed == feed), count => count.Articles),
            periods.Sum(concerned.Where(count => count.Feed == feed), count => count.Relevant))),
    ];

    private List<ArticleCount> Counts(string scope, string value) =>
        [.. _counts.Where(count => count.Scope == scope && count.Value == value)];

    // One dispute makes many events on a busy day; its strongest stands for all.
    private static double Contributions(IEnumerable<TradeEvent> events, Stance stance) =>
        events.Where(e => e.Stance == stance)
            .OrderBy(e => e.EventId, StringComparer.Ordinal)
            .GroupBy(e => (e.DateKey, e.CountedFor))
            .Sum(story => story.Max(Contribution));

    private static bool Concerns(TradeEvent tradeEvent, string scope, string value) => scope switch
    {
        TensionScope.Pair => tradeEvent.Pairs.Contains(value, StringComparer.Ordinal),
        TensionScope.Topic => tradeEvent.Topics.Contains(value, StringComparer.Ordinal),
        _ => true,
    };

    private static double?[] Shares(int[] articles, int[] relevant) =>
        [.. articles.Select((count, i) => count == 0 ? (double?)null : (double)relevant[i] / count)];

    /// <summary>Whether each day and the six before it had at least 30 articles in total.</summary>
    private static bool[] Covered(IReadOnlyList<DateOnly> dates, int[] articles)
    {
        var covered = new bool[articles.Length];
        int sum = 0;
        for (int i = 0, first = 0; i < articles.Length; i++)
        {
            sum += articles[i];
            for (; dates[i].DayNumber - dates[first].DayNumber >= Week; first++)
            {
                sum -= articles[first];
            }

            covered[i] = sum >= FewestArticles;
        }

        return covered;
    }

    /// <summary>Mean of the values that are present among the last days of the calendar.</summary>
    private static double?[] Trailing(TensionDay[] days, int length, Func<TensionDay, double?> number)
    {
        double?[] values = Array.ConvertAll(days, day => number(day)), means = new double?[days.Length];
        for (int i = 0, first = 0; i < means.Length; i++)
        {
            while (days[i].Date.DayNumber - days[first].Date.DayNumber >= length)
            {
                first++;
            }

            means[i] = values[first..(i + 1)].Average();
        }

        return means;
    }

    /// <summary>How the index divides time.</summary>
    /// <param name="BaseLength">Periods in the base window.</param>
    /// <param name="PeriodOf">The period of a date, by its first day.</param>
    /// <param name="Covered">Given the dates of the periods and the articles of each, which periods have enough for a value.</param>
    private sealed record PeriodLength(
        int BaseLength, Func<DateOnly, DateOnly> PeriodOf, Func<IReadOnlyList<DateOnly>, int[], bool[]> Covered);

    /// <summary>The periods with articles, ascending.</summary>
    private sealed class Periods
    {
        private readonly PeriodLength _length;
        private readonly Dictionary<DateOnly, int> _positions = [];

        public Periods(PeriodLength length, IEnumerable<ArticleCount> seen)
        {
            _length = length;
            Dates = [.. seen.Where(count => count.Articles > 0).Select(count => length.PeriodOf(count.Date)).Distinct().Order()];
            for (int i = 0; i < Dates.Count; i++)
            {
                _positions.Add(Dates[i], i);
            }
        }

        public IReadOnlyList<DateOnly> Dates { get; }

        public int[] Sum(IEnumerable<ArticleCount> counts, Func<ArticleCount, int> number)
        {
            var sums = new int[Dates.Count];
            foreach (ArticleCount count in counts)
            {
                if (_positions.TryGetValue(_length.PeriodOf(count.Date), out int position))
                {
                    sums[position] += number(count);
                }
            }

            return sums;
        }
    }
}
