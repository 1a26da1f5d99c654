using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// The event model, ready to score sentences. It weighs the signs of <see cref="EventFeature"/>, and n-grams: words and pairs of adjacent
/// words in the form that <see cref="SentenceScanner"/> gives them, with <c>#</c> for any number. Immutable and thread-safe.
/// </summary>
internal sealed class EventModel
{
    /// <summary>How an n-gram writes a number.</summary>
    public const string Number = "#";

    private const int NumberWord = -2;
    private const int NoWord = -3;

    private readonly Dictionary<long, (string Text, double Weight)> _ngrams = [];

    /// <summary>Prepares a model.</summary>
    /// <param name="file">The model as read.</param>
    /// <param name="phrases">Gives words the ids that the scanner uses.</param>
    public EventModel(EventModelFile file, PhraseTrie phrases)
    {
        File = file;
        Weights = [.. Codes<EventFeature>.All.Select(code => file.Weights[code].Weight)];
        foreach ((string ngram, double weight) in file.Ngrams)
        {
            string[] words = ngram.Split(' ');
            int[] ids = [.. words.Select(word => word == Number ? NumberWord : phrases.Learn(word))];
            _ngrams[ids.Length == 1 ? Key(NoWord, ids[0]) : Key(ids[0], ids[1])] = (ngram, weight);
        }
    }

    /// <summary>The model as read.</summary>
    public EventModelFile File { get; }

    /// <summary>Weights of the signs, in the order of <see cref="EventFeature"/>.</summary>
    public double[] Weights { get; }

    /// <summary>The score of a sentence: the log-odds that it reports a development.</summary>
    /// <param name="signs">Its signs, in the order of <see cref="EventFeature"/>.</param>
    /// <param name="tokens">Its words.</param>
    /// <param name="counted">A buffer for the n-grams found; an n-gram counts once.</param>
    public double Score(ReadOnlySpan<double> signs, ReadOnlySpan<Token> tokens, HashSet<long> counted)
    {
        double score = File.Bias;
        for (int i = 0; i < signs.Length; i++)
        {
            score += signs[i] * Weights[i];
        }

        counted.Clear();
        int before = NoWord;
        foreach (Token token in tokens)
        {
            int word = token.IsNumber ? NumberWord : token.Word;
            if (word != PhraseTrie.Unknown)
            {
                score += WeightOnce(Key(NoWord, word), counted);
                score += before == PhraseTrie.Unknown || before == NoWord ? 0 : WeightOnce(Key(before, word), counted);
            }

            before = word;
        }

        return score;
    }

    /// <summary>What <see cref="Score"/> is the sum of, starting with the bias.</summary>
    /// <param name="signs">The signs of the sentence, in the order of <see cref="EventFeature"/>.</param>
    /// <param name="counted">The n-grams that <see cref="Score"/> found.</param>
    public IReadOnlyList<EventSignal> Explain(ReadOnlySpan<double> signs, HashSet<long> counted)
    {
        var signals = new List<EventSignal> { new("base", "base", File.Bias) };
        for (int i = 0; i < signs.Length; i++)
        {
            if (signs[i] * Weights[i] is var weight and not 0)
            {
                signals.Add(new EventSignal("sign", Codes<EventFeature>.Of((EventFeature)i), weight));
            }
        }

        signals.AddRange(counted.Select(key => _ngrams[key]).OrderBy(ngram => ngram.Text, StringComparer.Ordinal)
            .Select(ngram => new EventSignal("words", ngram.Text, ngram.Weight)));
        return signals;
    }

    /// <summary>The n-grams of a text, each once, in the order of their first place.</summary>
    /// <param name="tokens">The words of the text, scanned with <paramref name="phrases"/> as vocabulary.</param>
    /// <param name="phrases">The vocabulary.</param>
    public static IEnumerable<string> NgramsOf(IReadOnlyList<Token> tokens, PhraseTrie phrases)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        string? before = null;
        foreach (Token token in tokens)
        {
            string? word = token.IsNumber ? Number : token.Word == PhraseTrie.Unknown ? null : phrases.WordOf(token.Word);
            if (word is not null && found.Add(word))
            {
                yield return word;
            }

            if (word is not null && before is not null && found.Add($"{before} {word}"))
            {
                yield return $"{before} {word}";
            }

            before = word;
        }
    }

    private double WeightOnce(long key, HashSet<long> counted) =>
        _ngrams.TryGetValue(key, out (string Text, double Weight) ngram) && counted.Add(key) ? ngram.Weight : 0;

    private static long Key(int first, int second) => ((long)first << 32) | (uint)second;
}
