namespace MarketPulse.Core.Events.Clustering;

/// <summary>What a headline says, as far as it distinguishes one act from another.</summary>
internal sealed class TitleReading
{
    private TitleReading()
    {
    }

    /// <summary>The distinct words, with synonyms merged and names marked, in ordinal order.</summary>
    public string[] Words { get; private init; } = [];

    /// <summary>Rarity of each word, divided by the length of the vector that they form.</summary>
    public double[] Weights { get; private init; } = [];

    /// <summary>Whether it reports what somebody says.</summary>
    public bool IsStatement { get; private init; }

    /// <summary>Names of those who speak; empty if it names none.</summary>
    public IReadOnlyList<string> Speakers { get; private init; } = [];

    /// <summary>The country that speaks or acts, or the company marked with <c>@</c>; null if it names none.</summary>
    public string? Actor { get; private init; }

    /// <summary>All countries that it names.</summary>
    public IReadOnlyList<string> Countries { get; private init; } = [];

    /// <summary>Whether it is negated.</summary>
    public bool IsNegated { get; private init; }

    /// <summary>Classes of its verbs, one bit each.</summary>
    public uint Verbs { get; private init; }

    /// <summary>Reads a headline.</summary>
    public static TitleReading Read(string title, ClusteringRules rules)
    {
        TitleToken[] tokens = TitleToken.Scan(title);
        NameInTitle[] names = FindNames(title, tokens, rules);
        var clause = new TitleClause(tokens, names, rules);
        (int From, int To)? speech = clause.Speech();
        string[] countries = [.. names.Select(name => name.Name.Country).OfType<string>().Distinct(StringComparer.Ordinal)];
        string? speaking = speech is { } said ? clause.SpeakingCountry(said.From, said.To) : null;
        (string[] words, double[] weights) = Weigh(tokens, names, rules);
        return new TitleReading
        {
            Words = words,
            Weights = weights,
            IsStatement = speech is not null,
            Speakers = speech is { } part ? clause.Speakers(part.From, part.To) : [],
            Actor = speaking ?? clause.Subject() ?? countries.FirstOrDefault(),
            Countries = countries,
            IsNegated = Array.Exists(tokens, token => rules.IsNegation(token.Word)),
            Verbs = VerbsIn(tokens, names, rules),
        };
    }

    /// <summary>Cosine of the words of two headlines, 0 to 1.</summary>
    public static double Cosine(TitleReading one, TitleReading other)
    {
        double sum = 0;
        for (int i = 0, j = 0; i < one.Words.Length && j < other.Words.Length;)
        {
            int order = string.CompareOrdinal(one.Words[i], other.Words[j]);
            sum += order == 0 ? one.Weights[i] * other.Weights[j] : 0;
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }

        return sum;
    }

    private static NameInTitle[] FindNames(string title, TitleToken[] tokens, ClusteringRules rules)
    {
        var names = new List<NameInTitle>();
        for (int i = 0; i < tokens.Length;)
        {
            if (rules.Names.At(title, tokens.AsSpan(i)) is not { } found)
            {
                i++;
                continue;
            }

            names.Add(new NameInTitle(i, i + found.Length, found.Name));
            i += found.Length;
        }

        return [.. names];
    }

    private static uint VerbsIn(TitleToken[] tokens, NameInTitle[] names, ClusteringRules rules)
    {
        uint verbs = 0;
        for (int i = 0; i < tokens.Length; i++)
        {
            if (!IsName(names, i) && rules.VerbAt(tokens, i) is { } verb)
            {
                verbs |= 1u << verb.Class;
            }
        }

        return verbs;
    }

    private static (string[] Words, double[] Weights) Weigh(TitleToken[] tokens, NameInTitle[] names, ClusteringRules rules)
    {
        var distinct = new SortedSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < tokens.Length; i++)
        {
            string word = tokens[i].Word;
            if (!IsName(names, i) && !rules.IsEmpty(word) && !rules.IsLabel(word) && !IsAmount(word)
                && (word.Length > 1 || char.IsDigit(word[0])))
            {
                distinct.Add(rules.Concept(word));
            }
        }

        foreach (NameInTitle name in names)
        {
            foreach (string code in new[] { name.Name.Country, name.Name.Code }.OfType<string>())
            {
                distinct.Add(TitleNames.Mark + code);
            }
        }

        string[] words = [.. distinct];
        double[] weights = Array.ConvertAll(words, rules.Rarity);
        double length = Math.Sqrt(weights.Sum(weight => weight * weight));
        return (words, Array.ConvertAll(weights, weight => length > 0 ? weight / length : 0));
    }

    // Amounts are compared as figures: "50bn" and "50 billion" are the same.
    private static bool IsAmount(string word) =>
        char.IsDigit(word[0])
        && (word.EndsWith("bn", StringComparison.Ordinal) || word.EndsWith("tn", StringComparison.Ordinal) || word[^1] == 'm');

    private static bool IsName(NameInTitle[] names, int token) =>
        Array.Exists(names, name => name.Start <= token && token < name.End);
}

/// <summary>A name and where it stands in a headline.</summary>
/// <param name="Start">Position of its first word.</param>
/// <param name="End">Position after its last word.</param>
/// <param name="Name">The name.</param>
internal readonly record struct NameInTitle(int Start, int End, TitleName Name);
