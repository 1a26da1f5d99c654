using System.Globalization;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>An event while its reports are gathered, in order of time and id.</summary>
internal sealed class EventDraft(Report first)
{
    private readonly List<Report> _reports = [first];

    public Report First { get; } = first;

    public string Id { get; } = IdOf(first.Facts);

    public IReadOnlyList<Report> Reports => _reports;

    /// <summary>First direction reported; neutral while there is none.</summary>
    public Stance Direction { get; private set; } = DirectionOf(first);

    /// <summary>Rates of the first report that has any.</summary>
    public double[] Percents { get; private set; } = first.Percents;

    /// <summary>Amounts of the first report that has any.</summary>
    public Quantity[] Amounts { get; private set; } = first.Amounts;

    /// <summary>Last moment at which a report can still join.</summary>
    public DateTimeOffset Closes => First.Facts.Published + EventClustering.Window;

    /// <summary>Whether the last report added still counts towards what the event is recognised by.</summary>
    public bool IsListed => _reports.Count <= TradeEvent.MaxArticles;

    public void Add(Report report)
    {
        _reports.Add(report);
        if (!IsListed)
        {
            return;
        }

        Direction = Direction == Stance.Neutral ? DirectionOf(report) : Direction;
        Percents = Percents.Length == 0 ? report.Percents : Percents;
        Amounts = Amounts.Length == 0 ? report.Amounts : Amounts;
    }

    /// <summary>The event as its reports tell it: the first one's identity, what most of them say of the act. Novelty and precursors are not yet known.</summary>
    public TradeEvent ToEvent()
    {
        Stance stance = MostReported();
        Report[] telling = [.. _reports.Where(report => report.Verdict.Stance == stance)];
        ArticleFacts opening = First.Facts;
        return new TradeEvent
        {
            EventId = Id,
            EventTimeUtc = opening.Published,
            TimeResolution = opening.TimeResolution,
            Stance = stance,
            Intensity = Median(telling.Select(report => report.Verdict.Intensity)),
            Certainty = Median(telling.Select(report => report.Verdict.Certainty)),
            Measures = Named(verdict => verdict.Measures),
            Topics = Named(verdict => verdict.Topics),
            Actors = Named(verdict => verdict.Actors),
            Pairs = Named(verdict => verdict.Pairs),
            Quantities = [.. (_reports.Find(report => report.Verdict.Quantities.Count > 0)?.Verdict.Quantities ?? []).Select(Report.Code).Distinct(StringComparer.Ordinal)],
            Headline = opening.Title,
            Link = opening.Url,
            Relevance = First.Verdict.Relevance,
            Sources = _reports.Count,
            EffectiveDate = _reports.Find(report => report.Verdict.EffectiveDate is not null)?.Verdict.EffectiveDate,
            Articles = [.. _reports.Take(TradeEvent.MaxArticles).Select(report => report.Facts.Id)],
            LexiconVersion = First.Verdict.LexiconVersion,
        };
    }

    private static string IdOf(ArticleFacts first) =>
        $"{first.Published.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{first.Id[..Math.Min(8, first.Id.Length)]}";

    private static Stance DirectionOf(Report report) => report.Verdict.Stance is Stance.Escalation or Stance.Deescalation ? report.Verdict.Stance : Stance.Neutral;

    // A neutral report only says less, so it never outvotes one that reads a direction; the earlier of two equally frequent stances stands.
    private Stance MostReported() =>
        _reports.Where(report => report.Verdict.Stance != Stance.Neutral)
            .GroupBy(report => report.Verdict.Stance)
            .OrderByDescending(group => group.Count())
            .Select(group => group.Key)
            .FirstOrDefault(Stance.Neutral);

    private static T Median<T>(IEnumerable<T> values)
    {
        T[] sorted = [.. values.Order()];
        return sorted[(sorted.Length - 1) / 2];
    }

    // What the first report names, and what at least half of all reports name.
    private string[] Named(Func<ArticleVerdict, IReadOnlyList<string>> codes) =>
    [
        .. _reports.SelectMany(report => codes(report.Verdict).Distinct(StringComparer.Ordinal))
            .CountBy(code => code, StringComparer.Ordinal)
            .Where(count => count.Value * 2 >= _reports.Count)
            .Select(count => count.Key)
            .Union(codes(First.Verdict), StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
