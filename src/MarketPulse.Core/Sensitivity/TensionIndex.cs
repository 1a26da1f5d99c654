using MarketPulse.Core.Events;

namespace MarketPulse.Core.Sensitivity;

/// <summary>Computes the trade-tension index from the counts of articles and the live events: a pure function of both.</summary>
public sealed class TensionIndex
{
    private const int BaseDays = 365;
    private const int BaseMonths = 12;
    private const int FewestArticles = 30;
    private const int Week = 7;
    private const int Month = 30;

    private readonly List<ArticleCount> _counts;
    private readonly List<TradeEvent> _events;

    /// <summary>Takes the counts of every feed and the live events among those given.</summary>
    public TensionIndex(IEnumerable<ArticleCount> counts, IEnumerable<TradeEvent> events)
    {
        _counts = [.. counts];
        _events = [.. events.Where(e => e.Status == EventStatus.Live)];
    }

    /// <summary>Everything that an index can be of: all, every country pair, every topic.</summary>
    public IReadOnlyList<(string Scope, string Value)> Scopes =>
    [
        (TensionScope.All, TensionScope.All),
        .. _counts.Where(count => count.Scope != TensionScope.All).Select(count => (count.Scope, count.Value))
            .Concat(_events.SelectMany(e => e.Pairs.Select(pair => (TensionScope.Pair, pair)).Concat(e.Topics.Select(topic => (TensionScope.Topic, topic)))))
            .Distinct().Order(),
    ];

    /// <summary>The index of every UTC day from the first to the last with articles.</summary>
    /// <param name="scope"><c>all</c>, <c>pair</c> or <c>topic</c>.</param>
    /// <param name="value">The pair or topic; <c>all</c> for all.</param>
    public IReadOnlyList<TensionDay> Daily(string scope = TensionScope.All, string value = TensionScope.All)
    {
        TensionDay[] days = Periods(scope, value, BaseDays, static date => date, static date => date.AddDays(1), Covered);
        double?[] gross30d = Trailing(days, Month, day => day.Gross);
        string[] regimes = TensionRegimes.Classify(gross30d);
        double?[][] means =
        [
            Trailing(days, Week, day => day.Gross),
            Trailing(days, Week, day => day.Escalation), Trailing(days, Month, day => day.Escalation),
            Trailing(days, Week, day => day.Easing), Trailing(days, Month, day => day.Easing),
            Trailing(days, Week, day => day.Net), Trailing(days, Month, day => day.Net),
        ];
        return
        [
            .. days.Select((day, i) => day with
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

    /// <summary>The index of every month: shares of its summed articles, standardized over the months of the base window; trailing means and regime are for days.</summary>
    /// <inheritdoc cref="Daily"/>
    public IReadOnlyList<TensionDay> Monthly(string scope = TensionScope.All, string value = TensionScope.All) => Periods(
        scope, value, BaseMonths,
        static date => new DateOnly(date.Year, date.Month, 1),
        static month => month.AddMonths(1),
        static articles => [.. articles.Select(count => count >= FewestArticles)]);

    /// <summary>Contribution of an event: intensity x certainty x novelty x (1 + ln(sources)) / (1 + ln 2).</summary>
    public static double Contribution(TradeEvent tradeEvent)
    {
        ArgumentNullException.ThrowIfNull(tradeEvent);
        return tradeEvent.Intensity * CertaintyWeight(tradeEvent.Certainty) * tradeEvent.Novelty
            * (1 + Math.Log(Math.Max(1, tradeEvent.Sources))) / (1 + Math.Log(2));
    }

    /// <summary>The weight of a certainty, 0 for what is denied to 1 for what is in force.</summary>
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

    private TensionDay[] Periods(
        string scope, string value, int baseLength, Func<DateOnly, DateOnly> periodOf, Func<DateOnly, DateOnly> next, Func<int[], bool[]> covered)
    {
        List<ArticleCount> seen = [.. _counts.Where(count => count.Scope == TensionScope.All)];
        if (seen.Count == 0)
        {
            return [];
        }

        var periods = new List<DateOnly>();
        for (DateOnly period = periodOf(seen.Min(count => count.Date)); period <= seen.Max(count => count.Date); period = next(period))
        {
            periods.Add(period);
        }

        Dictionary<DateOnly, int> at = periods.Select((period, i) => (period, i)).ToDictionary(pair => pair.period, pair => pair.i);
        int[] articles = Sum(seen, count => count.Articles), relevant = Sum(Of(scope, value), count => count.Relevant);
        string[] feeds = [.. seen.Select(count => count.Feed).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        double?[][] shares = [.. feeds.Select(feed => Shares(
            Sum(seen.Where(count => count.Feed == feed), count => count.Articles),
            Sum(Of(scope, value).Where(count => count.Feed == feed), count => count.Relevant)))];
        double?[] gross = StandardizedShares.Combine(shares, baseLength);
        bool[] enough = covered(articles);
        ILookup<DateOnly, TradeEvent> events = _events.Where(e => Concerns(e, scope, value))
            .ToLookup(e => periodOf(DateOnly.FromDateTime(e.EventTimeUtc.UtcDateTime)));
        return [.. periods.Select((period, i) => Row(period, i))];

        int[] Sum(IEnumerable<ArticleCount> counts, Func<ArticleCount, int> number)
        {
            var sums = new int[periods.Count];
            foreach (ArticleCount count in counts)
            {
                sums[at[periodOf(count.Date)]] += number(count);
            }

            return sums;
        }

        TensionDay Row(DateOnly period, int i)
        {
            bool present = articles[i] > 0;
            double escalation = Of(Stance.Escalation), easing = Of(Stance.Deescalation);
            return new TensionDay
            {
                Scope = scope,
                Value = value,
                Date = period,
                Gross = enough[i] ? gross[i] : null,
                Escalation = present ? escalation : null,
                Easing = present ? easing : null,
                Net = present ? escalation - easing : null,
                Articles = articles[i],
                Relevant = relevant[i],
            };

            double Of(Stance stance) => events[period].Where(e => e.Stance == stance).OrderBy(e => e.EventId, StringComparer.Ordinal).Sum(Contribution);
        }
    }

    private IEnumerable<ArticleCount> Of(string scope, string value) => _counts.Where(count => count.Scope == scope && count.Value == value);

    private static bool Concerns(TradeEvent tradeEvent, string scope, string value) => scope switch
    {
        TensionScope.Pair => tradeEvent.Pairs.Contains(value, StringComparer.Ordinal),
        TensionScope.Topic => tradeEvent.Topics.Contains(value, StringComparer.Ordinal),
        _ => true,
    };

    private static double?[] Shares(int[] articles, int[] relevant) =>
        [.. articles.Select((count, i) => count == 0 ? (double?)null : (double)relevant[i] / count)];

    /// <summary>Whether each day and the six before it brought 30 articles.</summary>
    private static bool[] Covered(int[] articles)
    {
        var covered = new bool[articles.Length];
        int sum = 0;
        for (int i = 0; i < articles.Length; i++)
        {
            sum += articles[i] - (i >= Week ? articles[i - Week] : 0);
            covered[i] = sum >= FewestArticles;
        }

        return covered;
    }

    /// <summary>Mean of the values present among the last days.</summary>
    private static double?[] Trailing(TensionDay[] days, int length, Func<TensionDay, double?> number)
    {
        double?[] values = Array.ConvertAll(days, day => number(day)), means = new double?[days.Length];
        for (int i = 0; i < means.Length; i++)
        {
            means[i] = values[Math.Max(0, i - length + 1)..(i + 1)].Average();
        }

        return means;
    }
}
