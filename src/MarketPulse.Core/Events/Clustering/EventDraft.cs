using System.Globalization;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>An event whose reports are being gathered, in order of time and id.</summary>
internal sealed class EventDraft(Report first)
{
    private readonly List<Report> _reports = [first];

    public Report First { get; } = first;

    public string Id { get; } = IdOf(first.Facts);

    public IReadOnlyList<Report> Reports => _reports;

    /// <summary>The first direction reported; neutral until there is one.</summary>
    public Stance Direction { get; private set; } = DirectionOf(first);

    /// <summary>Rates of the first report that names one, percent.</summary>
    public double[] Percents { get; private set; } = first.Percents;

    /// <summary>Amounts of the first report that names one.</summary>
    public Quantity[] Amounts { get; private set; } = first.Amounts;

    /// <summary>The last time at which a report can join.</summary>
    public DateTimeOffset Closes => First.Facts.Published + EventClustering.Window;

    /// <summary>Whether the event lists its last report. Later ones are only counted.</summary>
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

    /// <summary>The event: identity from the first report, facts from what most reports say. Novelty and precursor are not set.</summary>
    public TradeEvent ToEvent()
    {
        Stance stance = MostReported();
        Report[] agreeing = [.. _reports.Where(report => report.Verdict.Stance == stance)];
        ArticleFacts opening = First.Facts;
        return new TradeEvent
        {
            EventId = Id,
            EventTimeUtc = opening.Published,
            TimeResolution = opening.TimeResolution,
            Stance = stance,
            Intensity = Median(agreeing.Select(report => report.Verdict.Intensity)),
            Certainty = Median(agreeing.Select(report => report.Verdict.Certainty)),
            Measures = Named(verdict => verdict.Measures),
            Topics = Named(verdict => verdict.Topics),
            Actors = Named(verdict => verdict.Actors),
            Pairs = Named(verdict => verdict.Pairs),
            Quantities = Quantities(),
            Headline = opening.Title,
            Link = opening.Url,
            Relevance = First.Verdict.Relevance,
            Sources = _reports.Count,
            EffectiveDate = _reports.Find(report => report.Verdict.EffectiveDate is not null)?.Verdict.EffectiveDate,
            Articles = [.. _reports.Take(TradeEvent.MaxArticles).Select(report => report.Facts.Id)],
            LexiconVersion = First.Verdict.LexiconVersion,
        };
    }

    private static string IdOf(ArticleFacts first)
    {
        string time = first.Published.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        return $"{time}-{first.Id[..Math.Min(8, first.Id.Length)]}";
    }

    private string[] Quantities()
    {
        Report? source = _reports.Find(report => report.Verdict.Quantities.Count > 0);
        return [.. (source?.Verdict.Quantities ?? []).Select(Report.QuantityCode).Distinct(StringComparer.Ordinal)];
    }

    private static Stance DirectionOf(Report report) =>
        report.Verdict.Stance is Stance.Escalation or Stance.Deescalation ? report.Verdict.Stance : Stance.Neutral;

    // A neutral report only says less, so it never outvotes one with a direction. Of two equally frequent stances, the earlier one wins.
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

    // Codes that the first report names, and those that at least half of all reports name.
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
