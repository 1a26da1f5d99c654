namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Corrections, and how they turn groups of reports into events. They never change which reports clustering groups together, so that the
/// events do not depend on whether a correction was made before or after a report arrived.
/// </summary>
internal sealed class CorrectionSet
{
    private readonly Correction[] _all;
    private readonly Correction[] _active;
    private readonly Dictionary<string, Correction> _splits;
    private readonly ILookup<string, Correction> _byArticle;

    /// <summary>Prepares corrections, in any order; a repeated id counts once, and one that reaches too far has no effect.</summary>
    public CorrectionSet(IEnumerable<Correction> corrections)
    {
        _all = [.. corrections.DistinctBy(correction => correction.CorrectionId, StringComparer.Ordinal)];
        Array.Sort(_all, Correction.CompareMade);
        _active = [.. _all.Where(correction => correction.RevokedUtc is null && correction.IsInReach)];
        _splits = new Dictionary<string, Correction>(StringComparer.Ordinal);
        foreach (Correction split in _active.Where(correction => correction.Kind == CorrectionKind.Split))
        {
            _splits[split.ArticleId] = split;
        }

        _byArticle = _active.ToLookup(correction => correction.ArticleId, StringComparer.Ordinal);
    }

    /// <summary>Whether one of them, revoked or not, moves an event in time.</summary>
    public bool MovesTimes => Array.Exists(_all, correction => correction.Kind == CorrectionKind.Time);

    /// <summary>The merges that hold.</summary>
    public IEnumerable<Correction> Merges => _active.Where(correction => correction.Kind == CorrectionKind.Merge);

    /// <summary>
    /// The events that groups of reports make: reports that are split off are events of their own; then groups and split reports that are
    /// merged are one event; stance, time and void hold for the event that has the report to which they refer.
    /// </summary>
    /// <param name="drafts">The groups.</param>
    public IReadOnlyList<CorrectedEvent> Apply(IReadOnlyList<EventDraft> drafts)
    {
        if (_active.Length == 0)
        {
            return [.. drafts.Select(draft => new CorrectedEvent(draft))];
        }

        List<Part> parts = [.. drafts.SelectMany(Divide)];
        int[] merged = Merge(parts);
        return [.. parts.Select((part, i) => (Root: merged[i], Part: part)).GroupBy(pair => pair.Root, pair => pair.Part).Select(Compose)];
    }

    private IEnumerable<Part> Divide(EventDraft draft)
    {
        // What is a single report has nothing to be split from.
        Report[] apart = draft.Reports.Count > 1 ? [.. draft.Reports.Where(report => _splits.ContainsKey(report.Facts.Id))] : [];
        Correction[] splits = [.. apart.Select(report => _splits[report.Facts.Id])];
        Report[] rest = apart.Length == 0 ? [.. draft.Reports] : [.. draft.Reports.Except(apart)];
        if (rest.Length > 0)
        {
            yield return new Part(rest, draft.Key, splits);
        }

        for (int i = 0; i < apart.Length; i++)
        {
            yield return new Part([apart[i]], draft.Key, [splits[i]]);
        }
    }

    // The part into which each is merged.
    private int[] Merge(List<Part> parts)
    {
        int[] parents = [.. Enumerable.Range(0, parts.Count)];
        var partOf = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < parts.Count; i++)
        {
            foreach (Report report in parts[i].Reports)
            {
                partOf[report.Facts.Id] = i;
            }
        }

        foreach (Correction merge in Merges)
        {
            if (partOf.TryGetValue(merge.ArticleId, out int one) && partOf.TryGetValue(merge.OtherArticleId!, out int other))
            {
                parents[Math.Max(Root(one), Root(other))] = Math.Min(Root(one), Root(other));
            }
        }

        return [.. parents.Select(Root)];

        int Root(int i) => parents[i] == i ? i : Root(parents[i]);
    }

    private CorrectedEvent Compose(IEnumerable<Part> merged)
    {
        Part[] parts = [.. merged];
        HashSet<string> articles = [.. parts.SelectMany(part => part.Reports).Select(report => report.Facts.Id)];
        IEnumerable<Correction> made = articles.SelectMany(article => _byArticle[article]);
        Correction[] corrections =
        [
            .. parts.SelectMany(part => part.Splits),
            .. made.Where(one => one.Kind == CorrectionKind.Merge && articles.Contains(one.OtherArticleId!)),
            .. made.Where(one => one.Kind is CorrectionKind.Stance or CorrectionKind.Time or CorrectionKind.Void)
                .GroupBy(one => one.Kind)
                .Select(kind => kind.Order(Comparer<Correction>.Create(Correction.CompareMade)).Last()),
        ];
        Array.Sort(corrections, Correction.CompareMade);
        return CorrectedEvent.Create(parts.SelectMany(part => part.Reports.Select(report => (report, part.Group))), corrections);
    }

    /// <summary>A group, or what corrections leave or take of it.</summary>
    /// <param name="Reports">The reports.</param>
    /// <param name="Group">Key of the group.</param>
    /// <param name="Splits">The corrections that divided the group here.</param>
    private sealed record Part(Report[] Reports, string Group, Correction[] Splits);
}
