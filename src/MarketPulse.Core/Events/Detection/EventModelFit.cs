using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Fits the event model: logistic regression over the signs and n-grams of headlines, shrunk towards the prior weights (L2 penalty on the
/// distance from them). Deterministic: the same headlines give the same weights.
/// </summary>
public static class EventModelFit
{
    /// <summary>Weight of the prior of signs in the weights that ship, in headlines.</summary>
    internal const double Shrinkage = 5;

    /// <summary>Weight of the prior of n-grams, which is 0.</summary>
    internal const double NgramShrinkage = 10;

    /// <summary>Number of headlines from which an n-gram gets a weight.</summary>
    internal const int LeastHeadlines = 5;

    private const int Decimals = 3;

    /// <summary>
    /// Whether a headline belongs to the third that is never fitted on. Its id decides, so every run holds out the same headlines.
    /// </summary>
    /// <param name="id">The headline's id.</param>
    public static bool IsHeldOut(string id)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"holdout7:{id}"));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) % 3 == 0;
    }

    /// <summary>Fits the event model on the headlines that are not held out.</summary>
    /// <param name="lexicon">The lexicon that provides terms, rules and prior weights.</param>
    /// <param name="labels">Labelled headlines.</param>
    /// <returns>The content of <c>eventmodel.json</c>; weights are log-odds, rounded to three decimals.</returns>
    public static string Fit(Lexicon lexicon, IReadOnlyList<LabelledHeadline> labels)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        ArgumentNullException.ThrowIfNull(labels);
        EventModelFile model = Fit(lexicon, [.. labels.Where(label => !IsHeldOut(label.Id)).Select(label => Row(lexicon, label))]);
        return JsonFiles.Write(model);
    }

    /// <summary>Fits the event model.</summary>
    /// <param name="lexicon">The lexicon that provides the prior weights.</param>
    /// <param name="rows">The headlines.</param>
    internal static EventModelFile Fit(Lexicon lexicon, IReadOnlyList<FitRow> rows)
    {
        EventModelFile file = lexicon.EventModel.File;
        string[] ngrams =
        [
            .. rows.SelectMany(row => row.Ngrams).CountBy(ngram => ngram, StringComparer.Ordinal)
                .Where(pair => pair.Value >= LeastHeadlines)
                .Select(pair => pair.Key)
                .Order(StringComparer.Ordinal),
        ];
        int signs = HeadlineFeatures.Count;
        int bias = signs + ngrams.Length;
        var places = ngrams.Select((ngram, i) => (ngram, i))
            .ToDictionary(pair => pair.ngram, pair => signs + pair.i, StringComparer.Ordinal);
        var prior = new double[bias + 1];
        var ridge = new double[bias + 1];
        foreach ((string code, FeatureWeight weight) in file.Weights)
        {
            prior[(int)Codes<EventFeature>.Parse(code)] = weight.Prior;
        }

        Array.Fill(ridge, Shrinkage, 0, signs);
        Array.Fill(ridge, NgramShrinkage, signs, ngrams.Length);
        // The bias depends only on how many of the headlines report a development, so it starts at 0 and has no prior.
        ridge[bias] = LogisticFit.BiasRidge;

        double[] weights = LogisticFit.Minimize([.. rows.Select(row => Sparse(row, places, bias))], prior, ridge);
        double Fitted(string code) => Math.Round(weights[(int)Codes<EventFeature>.Parse(code)], Decimals);
        return file with
        {
            Bias = Math.Round(weights[bias], Decimals),
            Weights = file.Weights.ToDictionary(
                pair => pair.Key, pair => pair.Value with { Weight = Fitted(pair.Key) }, StringComparer.Ordinal),
            Ngrams = ngrams.Select(ngram => KeyValuePair.Create(ngram, Math.Round(weights[places[ngram]], Decimals)))
                .Where(pair => pair.Value != 0)
                .ToDictionary(StringComparer.Ordinal),
        };
    }

    /// <summary>The signs and n-grams of a labelled headline.</summary>
    internal static FitRow Row(Lexicon lexicon, LabelledHeadline label)
    {
        var vocabulary = new PhraseTrie([]);
        var scanner = new SentenceScanner(vocabulary, learn: true);
        scanner.Start(label.Title);
        IReadOnlyList<Token> tokens = scanner.Next() ? scanner.Tokens.ToArray() : [];
        return new FitRow(
            new TradeDetector(lexicon).Features(label.Title), [.. EventModel.NgramsOf(tokens, vocabulary)], label.IsEvent);
    }

    private static LogisticRow Sparse(FitRow row, Dictionary<string, int> places, int bias)
    {
        var values = new List<(int Feature, double Value)>();
        for (int i = 0; i < row.Signs.Length; i++)
        {
            if (row.Signs[i] != 0)
            {
                values.Add((i, row.Signs[i]));
            }
        }

        foreach (string ngram in row.Ngrams)
        {
            if (places.TryGetValue(ngram, out int place))
            {
                values.Add((place, 1));
            }
        }

        values.Add((bias, 1));
        return new LogisticRow([.. values], row.IsEvent);
    }
}

/// <summary>A headline to fit on.</summary>
/// <param name="Signs">Its signs, in the order of <see cref="EventFeature"/>.</param>
/// <param name="Ngrams">Its n-grams, each once.</param>
/// <param name="IsEvent">Whether it reports a development.</param>
internal sealed record FitRow(double[] Signs, IReadOnlyList<string> Ngrams, bool IsEvent);
