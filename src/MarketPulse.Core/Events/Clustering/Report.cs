using System.Globalization;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>One article that reports a development, with the keys that say which act it is about.</summary>
internal sealed class Report
{
    public Report(ArticleFacts facts)
    {
        Facts = facts;
        ArticleVerdict verdict = facts.Verdict;
        Phase = PhaseOf(verdict.Certainty);
        Retaliates = verdict.Measures.Contains("retaliation", StringComparer.Ordinal);
        Pairs = [.. verdict.Pairs.Select(Unordered).Distinct(StringComparer.Ordinal)];
        Percents = [.. verdict.Quantities.Where(quantity => quantity.Unit == "percent").Select(quantity => quantity.Value)];
        Amounts = [.. verdict.Quantities.Where(quantity => quantity.Unit != "percent")];
        Words = TitleWords.Of(facts.Title);
        SubjectKeys = Subjects(verdict.Measures, verdict.Actors);
    }

    public ArticleFacts Facts { get; }

    public ArticleVerdict Verdict => Facts.Verdict;

    public ActPhase Phase { get; }

    /// <summary>Whether the act answers another one: two acts, however alike their words.</summary>
    public bool Retaliates { get; }

    /// <summary>Country pairs whichever side acts, e.g. <c>CN-US</c>.</summary>
    public string[] Pairs { get; }

    public double[] Percents { get; }

    public Quantity[] Amounts { get; }

    public string[] Words { get; }

    /// <summary>Every measure with every actor: reports of one act have at least one in common.</summary>
    public string[] SubjectKeys { get; }

    /// <summary>Order of reports: by time, then by id.</summary>
    public static int Compare(ArticleFacts one, ArticleFacts other)
    {
        int byTime = one.Published.CompareTo(other.Published);
        return byTime != 0 ? byTime : string.CompareOrdinal(one.Id, other.Id);
    }

    public static ActPhase PhaseOf(Certainty certainty) => certainty switch
    {
        Certainty.Denied => ActPhase.Denied,
        < Certainty.Announced => ActPhase.Talk,
        _ => ActPhase.Act,
    };

    public static string[] Subjects(IReadOnlyList<string> measures, IReadOnlyList<string> actors) =>
        [.. measures.SelectMany(measure => actors.Select(actor => $"{measure}|{actor}")).Distinct(StringComparer.Ordinal)];

    public static string Unordered(string pair)
    {
        int dash = pair.IndexOf('-', StringComparison.Ordinal);
        return dash > 0 && string.CompareOrdinal(pair, 0, pair, dash + 1, pair.Length) > 0 ? $"{pair[(dash + 1)..]}-{pair[..dash]}" : pair;
    }

    public static string Code(Quantity quantity) => string.Create(CultureInfo.InvariantCulture, $"{quantity.Value:0.####} {quantity.Unit}");
}

/// <summary>What the certainty ladder comes down to when two reports are compared.</summary>
internal enum ActPhase
{
    /// <summary>Denied.</summary>
    Denied,

    /// <summary>Rumoured, considered, threatened or proposed.</summary>
    Talk,

    /// <summary>Announced, ordered or in force.</summary>
    Act,
}
