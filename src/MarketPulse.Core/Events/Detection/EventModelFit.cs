using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Fits the event model: logistic regression over the features, shrunk towards the prior weights that the lexicon's authors set (L2 about the prior),
/// by Newton's method. Deterministic: the same headlines give the same numbers.
/// </summary>
public static class EventModelFit
{
    /// <summary>Weight of the prior in the weights that ship, in headlines.</summary>
    internal const double Shrinkage = 2;

    private const int MaxSteps = 60;

    /// <summary>Whether a headline belongs to the third that is never fitted on: decided by its id, so that every run sets the same aside.</summary>
    public static bool IsHeldOut(string id)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"holdout7:{id}"));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) % 3 == 0;
    }

    /// <summary>The weights, by feature, and the bias that the lexicon's event model gets from the headlines that are not held out.</summary>
    /// <param name="lexicon">The lexicon, for its terms and prior weights.</param>
    /// <param name="labels">Labelled headlines.</param>
    public static IReadOnlyDictionary<string, double> Weights(Lexicon lexicon, IReadOnlyList<LabelledHeadline> labels)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        ArgumentNullException.ThrowIfNull(labels);
        var detector = new TradeDetector(lexicon);
        EventModelFile model = Fit(
            lexicon, [.. labels.Where(label => !IsHeldOut(label.Id)).Select(label => (detector.Features(label.Title), label.IsEvent))], Shrinkage);
        return new Dictionary<string, double>(model.Weights.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Weight)), StringComparer.Ordinal) { ["bias"] = model.Bias };
    }

    /// <summary>Fits the weights.</summary>
    /// <param name="lexicon">The lexicon, for its priors.</param>
    /// <param name="rows">Features of each headline, and whether it reports a development.</param>
    /// <param name="shrinkage">Weight of the prior, in headlines.</param>
    internal static EventModelFile Fit(Lexicon lexicon, IReadOnlyList<(double[] Features, bool IsEvent)> rows, double shrinkage)
    {
        int n = Enum.GetValues<EventFeature>().Length;
        var prior = new double[n + 1];
        EventModelFile file = lexicon.File.EventModel;
        foreach ((string code, FeatureWeight weight) in file.Weights)
        {
            prior[(int)Codes<EventFeature>.Parse(code)] = weight.Prior;
        }

        double[] weights = [.. prior];
        // The bias is the headlines' own: how rich they are in developments.
        weights[n] = prior[n] = 0;
        for (int step = 0; step < MaxSteps; step++)
        {
            Matrix<double> hessian = CreateMatrix.Dense<double>(n + 1, n + 1);
            Vector<double> gradient = CreateVector.Dense<double>(n + 1);
            for (int i = 0; i <= n; i++)
            {
                double ridge = i < n ? shrinkage : 1e-6;
                hessian[i, i] = ridge;
                gradient[i] = ridge * (weights[i] - prior[i]);
            }

            foreach ((double[] features, bool isEvent) in rows)
            {
                double p = 1 / (1 + Math.Exp(-Score(features, weights)));
                for (int i = 0; i <= n; i++)
                {
                    double x = i < n ? features[i] : 1;
                    if (x == 0)
                    {
                        continue;
                    }

                    gradient[i] += (p - (isEvent ? 1 : 0)) * x;
                    for (int j = 0; j <= n; j++)
                    {
                        hessian[i, j] += p * (1 - p) * x * (j < n ? features[j] : 1);
                    }
                }
            }

            // Far from the minimum a whole step of Newton's may lead uphill, and in circles.
            Vector<double> change = hessian.Solve(gradient);
            double loss = Loss(rows, weights, prior, shrinkage);
            double[] next;
            double part = 1;
            do
            {
                next = [.. weights.Select((weight, i) => weight - (part * change[i]))];
                part /= 2;
            }
            while (Loss(rows, next, prior, shrinkage) > loss && part > 1e-6);

            weights = next;
            if (change.AbsoluteMaximum() < 1e-9)
            {
                break;
            }
        }

        return new EventModelFile(
            Math.Round(weights[n], 3),
            file.Weights.ToDictionary(pair => pair.Key, pair => pair.Value with { Weight = Math.Round(weights[(int)Codes<EventFeature>.Parse(pair.Key)], 3) }, StringComparer.Ordinal));
    }

    // What Newton's steps bring down: the negative log-likelihood, and the distance from the prior.
    private static double Loss(IReadOnlyList<(double[] Features, bool IsEvent)> rows, double[] weights, double[] prior, double shrinkage)
    {
        int n = weights.Length - 1;
        double loss = 0;
        for (int i = 0; i < n; i++)
        {
            loss += shrinkage * (weights[i] - prior[i]) * (weights[i] - prior[i]) / 2;
        }

        foreach ((double[] features, bool isEvent) in rows)
        {
            double score = Score(features, weights);
            double against = isEvent ? -score : score;
            loss += Math.Max(against, 0) + double.LogP1(Math.Exp(-Math.Abs(score)));
        }

        return loss;
    }

    private static double Score(double[] features, double[] weights)
    {
        double score = weights[^1];
        for (int i = 0; i < features.Length; i++)
        {
            score += features[i] * weights[i];
        }

        return score;
    }
}
