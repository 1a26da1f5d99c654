using System.Collections.Frozen;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// The word lists and weights by which two reports are compared, read from <c>clustering.json</c> and <c>clusteringmodel.json</c>. Names of
/// countries, leaders, authorities and companies come from the lexicon.
/// </summary>
internal sealed class ClusteringRules
{
    // Names say who, which the weights of actor and target already count.
    private const double NameFactor = 0.5;
    private const int MaxVerbClasses = 32;
    private const string RulesName = "clustering file";
    private const string ModelName = "clustering model";

    private static readonly string[] Joint = ["talk", "agree"];

    private readonly ClusteringFile _file;
    private readonly Lexicon _lexicon;
    private readonly FrozenDictionary<string, string> _concepts;
    private readonly FrozenDictionary<string, (string[] Words, int Class)[]> _verbs;
    private readonly FrozenSet<string> _empty;
    private readonly FrozenSet<string> _saying;
    private readonly FrozenSet<string> _negations;
    private readonly FrozenSet<string> _offices;
    private readonly FrozenSet<string> _media;
    private readonly FrozenSet<string> _labels;

    private ClusteringRules(ClusteringFile file, ClusteringModelFile model, Lexicon lexicon)
    {
        _file = file;
        _lexicon = lexicon;
        Model = model;
        _concepts = Concepts(file.Synonyms).ToFrozenDictionary(StringComparer.Ordinal);
        _verbs = VerbPhrases(file.Verbs);
        _empty = file.EmptyWords.ToFrozenSet(StringComparer.Ordinal);
        _saying = file.Saying.ToFrozenSet(StringComparer.Ordinal);
        _negations = file.Negations.ToFrozenSet(StringComparer.Ordinal);
        _offices = file.Offices.ToFrozenSet(StringComparer.Ordinal);
        _media = file.Media.ToFrozenSet(StringComparer.Ordinal);
        _labels = file.Labels.ToFrozenSet(StringComparer.Ordinal);
        JointActs = Joint.Aggregate(0u, (bits, joint) => bits | (1u << file.Verbs.Keys.TakeWhile(name => name != joint).Count()));
        Names = new TitleNames(lexicon.File.Groups, file.NotNames);
    }

    /// <summary>The rules that ship with this assembly.</summary>
    public static ClusteringRules Shipped { get; } = LoadShipped();

    /// <summary>The fitted part.</summary>
    public ClusteringModelFile Model { get; }

    public SimilarityWeights Weights => Model.Weights;

    /// <summary>Similarity from which two reports match.</summary>
    public double Bar => Model.Bar;

    public TitleNames Names { get; }

    /// <summary>The bits of verbs for what two sides do together.</summary>
    public uint JointActs { get; }

    /// <summary>Reads and validates rules.</summary>
    /// <param name="rules">The content of <c>clustering.json</c>.</param>
    /// <param name="model">The content of <c>clusteringmodel.json</c>.</param>
    /// <param name="lexicon">Names the countries, leaders, authorities and companies.</param>
    /// <exception cref="FormatException">A file is invalid; the message names the field, the line and the reason.</exception>
    public static ClusteringRules Load(Stream rules, Stream model, Lexicon lexicon)
    {
        byte[] lists = JsonFiles.ReadContent(rules), weights = JsonFiles.ReadContent(model);
        return new ClusteringRules(
            JsonFiles.Parse<ClusteringFile>(lists, RulesName, Check),
            JsonFiles.Parse<ClusteringModelFile>(weights, ModelName, CheckModel),
            lexicon);
    }

    /// <summary>The same rules with another fitted part.</summary>
    public ClusteringRules WithModel(ClusteringModelFile model) => new(_file, model, _lexicon);

    /// <summary>The shipped file, as a stream.</summary>
    public static Stream OpenShipped() => JsonFiles.OpenShipped(typeof(ClusteringRules), "clustering.json");

    /// <summary>The shipped fitted part, as a stream.</summary>
    public static Stream OpenShippedModel() => JsonFiles.OpenShipped(typeof(ClusteringRules), "clusteringmodel.json");

    public bool IsSaying(string word) => _saying.Contains(word);

    public bool IsNegation(string word) => _negations.Contains(word);

    public bool IsOffice(string word) => _offices.Contains(word);

    public bool IsMedia(string word) => _media.Contains(word);

    public bool IsLabel(string word) => _labels.Contains(word);

    /// <summary>Whether a word says nothing about the act.</summary>
    public bool IsEmpty(string word) => _empty.Contains(word);

    /// <summary>Whether a word has synonyms.</summary>
    public bool IsConcept(string word) => _concepts.ContainsKey(word) || _concepts.ContainsKey(WordStem.Of(word));

    /// <summary>What stands for a word and its synonyms: a word of the list, or else its stem.</summary>
    public string Concept(string word)
    {
        if (_concepts.TryGetValue(word, out string? concept))
        {
            return concept;
        }

        string stem = WordStem.Of(word);
        return _concepts.GetValueOrDefault(stem, stem);
    }

    /// <summary>The class of the verb or phrase that starts at a word, and its number of words; null for none.</summary>
    public (int Class, int Length)? VerbAt(ReadOnlySpan<TitleToken> tokens, int start)
    {
        string first = tokens[start].Word;
        return Longest(tokens[start..], first) ?? Longest(tokens[start..], WordStem.Of(first));
    }

    /// <summary>How rare a word or name is among reports: the logarithm of one over its share.</summary>
    public double Rarity(string word)
    {
        double rarity = Math.Log((Model.Reports + 1.0) / (Model.Counts.GetValueOrDefault(word) + 1));
        return word[0] == TitleNames.Mark ? NameFactor * rarity : rarity;
    }

    private static ClusteringRules LoadShipped()
    {
        using Stream rules = OpenShipped(), model = OpenShippedModel();
        return Load(rules, model, Lexicon.Shipped());
    }

    private (int Class, int Length)? Longest(ReadOnlySpan<TitleToken> tokens, string first)
    {
        foreach ((string[] words, int verb) in _verbs.GetValueOrDefault(first, []))
        {
            int i = 1;
            while (i < words.Length && i < tokens.Length && tokens[i].Word == words[i])
            {
                i++;
            }

            if (i == words.Length)
            {
                return (verb, i);
            }
        }

        return null;
    }

    private static Dictionary<string, string> Concepts(IReadOnlyDictionary<string, string[]> synonyms)
    {
        var concepts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string concept, string[] words) in synonyms)
        {
            foreach (string word in words)
            {
                concepts.Add(word, concept);
            }
        }

        // Inflected forms find their list by the stem, unless a word as spelled is in another one: "planes" are no plans.
        foreach ((string concept, string[] words) in synonyms)
        {
            foreach (string word in words)
            {
                concepts.TryAdd(WordStem.Of(word), concept);
            }
        }

        return concepts;
    }

    private static FrozenDictionary<string, (string[] Words, int Class)[]> VerbPhrases(IReadOnlyDictionary<string, string[]> verbs)
    {
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach ((string[] phrases, int index) in verbs.Values.Select((phrases, i) => (phrases, i)))
        {
            foreach (string phrase in phrases)
            {
                classes.Add(phrase, index);
            }
        }

        foreach ((string word, int index) in classes.Where(pair => !pair.Key.Contains(' ', StringComparison.Ordinal)).ToArray())
        {
            classes.TryAdd(WordStem.Of(word), index);
        }

        return classes.Select(pair => (Words: pair.Key.Split(' '), Class: pair.Value))
            .GroupBy(phrase => phrase.Words[0], StringComparer.Ordinal)
            .ToFrozenDictionary(
                group => group.Key, group => group.OrderByDescending(phrase => phrase.Words.Length).ToArray(), StringComparer.Ordinal);
    }

    private static void Check(ClusteringFile file)
    {
        if (file.Verbs.Count > MaxVerbClasses)
        {
            throw Wrong("verbs", $"has {file.Verbs.Count} classes; {MaxVerbClasses} are possible");
        }

        foreach (string joint in Joint.Where(joint => !file.Verbs.ContainsKey(joint)))
        {
            throw Wrong($"verbs.{joint}", "is missing");
        }

        CheckListedOnce("synonyms", file.Synonyms);
        CheckListedOnce("verbs", file.Verbs);
    }

    private static void CheckListedOnce(string field, IReadOnlyDictionary<string, string[]> lists)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach ((string list, string[] words) in lists)
        {
            foreach (string word in words)
            {
                if (!known.TryAdd(word, list))
                {
                    throw Wrong($"{field}.{list}", $"repeats '{word}', which is in '{known[word]}'");
                }
            }
        }
    }

    private static void CheckModel(ClusteringModelFile model)
    {
        if (model.Reports < 1)
        {
            throw new InvalidFieldException(ModelName, "reports", "must be at least 1");
        }

        foreach ((string word, int count) in model.Counts)
        {
            if (count < 1 || count > model.Reports)
            {
                throw new InvalidFieldException(
                    ModelName, $"counts.{word}", $"must be between 1 and the number of reports, {model.Reports}");
            }
        }
    }

    private static InvalidFieldException Wrong(string field, string reason) => new(RulesName, field, reason);
}
