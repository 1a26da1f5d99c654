using System.Globalization;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>An article that reports a development, with what identifies the act.</summary>
internal sealed class Report
{
    public Report(ArticleFacts facts, ClusteringRules rules)
    {
        Facts = facts;
        ArticleVerdict verdict = facts.Verdict;
        Percents = [.. verdict.Quantities.Where(quantity => quantity.Unit == "percent").Select(quantity => quantity.Value)];
        Amounts = [.. verdict.Quantities.Where(quantity => quantity.Unit != "percent")];
        Pairs = [.. verdict.Pairs.Select(Unordered).Distinct(StringComparer.Ordinal)];
        Title = TitleReading.Read(facts.Title, rules);
        Signature = [.. facts.Signature];
        Bands = [.. MinHash.Bands(Signature)];
    }

    public ArticleFacts Facts { get; }

    public ArticleVerdict Verdict => Facts.Verdict;

    /// <summary>What the headline says.</summary>
    public TitleReading Title { get; }

    /// <summary>Country pairs regardless of which side acts, e.g. <c>CN-US</c>.</summary>
    public string[] Pairs { get; }

    /// <summary>Rates, percent.</summary>
    public double[] Percents { get; }

    /// <summary>Amounts of money.</summary>
    public Quantity[] Amounts { get; }

    /// <summary>MinHash signature of the text; empty for short texts.</summary>
    public uint[] Signature { get; }

    /// <summary>Keys under which the signature is indexed.</summary>
    public ulong[] Bands { get; }

    /// <summary>Orders reports by time, then by id.</summary>
    public static int Compare(ArticleFacts one, ArticleFacts other)
    {
        int byTime = one.Published.CompareTo(other.Published);
        return byTime != 0 ? byTime : string.CompareOrdinal(one.Id, other.Id);
    }

    /// <summary>
    /// Orders reports by time, then by what they say. Unlike the id, that does not depend on the address, so that chance does not decide
    /// between reports of the same time.
    /// </summary>
    public static int CompareContent(Report one, Report other)
    {
        int order = one.Facts.Published.CompareTo(other.Facts.Published);
        order = order != 0 ? order : string.CompareOrdinal(one.Facts.Title, other.Facts.Title);
        order = order != 0 ? order : string.CompareOrdinal(one.Facts.ContentHash, other.Facts.ContentHash);
        return order != 0 ? order : string.CompareOrdinal(one.Facts.Id, other.Facts.Id);
    }

    /// <summary>The phase that a certainty belongs to.</summary>
    public static ActPhase PhaseOf(Certainty certainty) => certainty switch
    {
        Certainty.Denied => ActPhase.Denied,
        < Certainty.Announced => ActPhase.Talk,
        _ => ActPhase.Act,
    };

    /// <summary>Every measure combined with every actor.</summary>
    public static string[] Subjects(IReadOnlyList<string> measures, IReadOnlyList<string> actors) =>
        [.. measures.SelectMany(measure => actors.Select(actor => $"{measure}|{actor}")).Distinct(StringComparer.Ordinal)];

    /// <summary>A country pair in ordinal order.</summary>
    public static string Unordered(string pair)
    {
        int dash = pair.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && string.CompareOrdinal(pair, 0, pair, dash + 1, pair.Length) > 0 ? $"{pair[(dash + 1)..]}-{pair[..dash]}" : pair;
    }

    /// <summary>A quantity as events store it, e.g. <c>25 percent</c>.</summary>
    public static string QuantityCode(Quantity quantity) =>
        string.Create(CultureInfo.InvariantCulture, $"{quantity.Value:0.####} {quantity.Unit}");
}

/// <summary>How far an act has come: the levels of certainty that matter when two reports are compared.</summary>
internal enum ActPhase
{
    /// <summary>Denied.</summary>
    Denied,

    /// <summary>Rumoured, considered, threatened or proposed.</summary>
    Talk,

    /// <summary>Announced, ordered or in force.</summary>
    Act,
}
