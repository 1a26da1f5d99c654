using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using MarketPulse.Core.Contract;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Fits the event model: logistic regression over the features of headlines, shrunk towards the prior weights of the lexicon (L2 penalty on
/// the distance from them), by Newton's method. Deterministic: the same headlines give the same weights.
/// </summary>
public static class EventModelFit
{
    /// <summary>Weight of the prior in the weights that ship, in headlines.</summary>
    internal const double Shrinkage = 2;

    private const int MaxSteps = 60;
    private const int Decimals = 3;
    private const double Converged = 1e-9;
    private const double SmallestStep = 1e-6;

    // Keeps the equations regular; the bias itself is not shrunk.
    private const double BiasRidge = 1e-6;

    /// <summary>
    /// Whether a headline belongs to the third that is never fitted on. Its id decides, so every run holds out the same headlines.
    /// </summary>
    /// <param name="id">The headline's id.</param>
    public static bool IsHeldOut(string id)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"holdout7:{id}"));
        return BinaryPrimitives.ReadUInt32BigEndian(hash) % 3 == 0;
    }

    /// <summary>Fits the weights of the event model on the headlines that are not held out.</summary>
    /// <param name="lexicon">The lexicon that provides terms and prior weights.</param>
    /// <param name="labels">Labelled headlines.</param>
    /// <returns>The weights by feature code, and the bias as <c>bias</c>; log-odds, rounded to three decimals.</returns>
    public static IReadOnlyDictionary<string, double> Weights(Lexicon lexicon, IReadOnlyList<LabelledHeadline> labels)
    {
        ArgumentNullException.ThrowIfNull(lexicon);
        ArgumentNullException.ThrowIfNull(labels);
        var detector = new TradeDetector(lexicon);
        EventModelFile model = Fit(
            lexicon,
            [.. labels.Where(label => !IsHeldOut(label.Id)).Select(label => (detector.Features(label.Title), label.IsEvent))],
            Shrinkage);
        IEnumerable<KeyValuePair<string, double>> weights = model.Weights.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.Weight));
        return new Dictionary<string, double>(weights, StringComparer.Ordinal) { ["bias"] = model.Bias };
    }

    /// <summary>Fits the weights of the event model.</summary>
    /// <param name="lexicon">The lexicon that provides the prior weights.</param>
    /// <param name="rows">Features of each headline, and whether it reports a development.</param>
    /// <param name="shrinkage">Weight of the prior, in headlines.</param>
    internal static EventModelFile Fit(Lexicon lexicon, IReadOnlyList<(double[] Features, bool IsEvent)> rows, double shrinkage)
    {
        EventModelFile file = lexicon.File.EventModel;
        int features = Enum.GetValues<EventFeature>().Length;
        // The bias comes last. It depends only on how many of the headlines report a development, so it starts at 0 and has no prior.
        var prior = new double[features + 1];
        foreach ((string code, FeatureWeight weight) in file.Weights)
        {
            prior[(int)Codes<EventFeature>.Parse(code)] = weight.Prior;
        }

        double[] weights = Minimize(new Objective(rows, prior, shrinkage));
        double Fitted(string code) => Math.Round(weights[(int)Codes<EventFeature>.Parse(code)], Decimals);

        return file with
        {
            Bias = Math.Round(weights[features], Decimals),
            Weights = file.Weights.ToDictionary(
                pair => pair.Key, pair => pair.Value with { Weight = Fitted(pair.Key) }, StringComparer.Ordinal),
        };
    }

    private static double[] Minimize(Objective objective)
    {
        double[] weights = [.. objective.Prior];
        for (int step = 0; step < MaxSteps; step++)
        {
            Vector<double> change = objective.NewtonStep(weights);
            // Far from the minimum, a full Newton step may lead uphill, and in circles.
            double loss = objective.Loss(weights);
            double[] next;
            double part = 1;
            do
            {
                next = [.. weights.Select((weight, i) => weight - (part * change[i]))];
                part /= 2;
            }
            while (objective.Loss(next) > loss && part > SmallestStep);

            weights = next;
            if (change.AbsoluteMaximum() < Converged)
            {
                break;
            }
        }

        return weights;
    }

    /// <summary>The negative log-likelihood of the labels plus the penalty on the distance from the prior.</summary>
    private sealed record Objective(IReadOnlyList<(double[] Features, bool IsEvent)> Rows, double[] Prior, double Shrinkage)
    {
        public double Loss(double[] weights)
        {
            int bias = weights.Length - 1;
            double loss = 0;
            for (int i = 0; i < bias; i++)
            {
                loss += Shrinkage * (weights[i] - Prior[i]) * (weights[i] - Prior[i]) / 2;
            }

            foreach ((double[] features, bool isEvent) in Rows)
            {
                double score = Score(features, weights);
                double against = isEvent ? -score : score;
                loss += Math.Max(against, 0) + double.LogP1(Math.Exp(-Math.Abs(score)));
            }

            return loss;
        }

        /// <summary>Gradient over Hessian.</summary>
        public Vector<double> NewtonStep(double[] weights)
        {
            int n = weights.Length;
            Matrix<double> hessian = CreateMatrix.Dense<double>(n, n);
            Vector<double> gradient = CreateVector.Dense<double>(n);
            for (int i = 0; i < n; i++)
            {
                double ridge = i < n - 1 ? Shrinkage : BiasRidge;
                hessian[i, i] = ridge;
                gradient[i] = ridge * (weights[i] - Prior[i]);
            }

            foreach ((double[] features, bool isEvent) in Rows)
            {
                double p = 1 / (1 + Math.Exp(-Score(features, weights)));
                AddRow([.. features, 1], p, isEvent, hessian, gradient);
            }

            return hessian.Solve(gradient);
        }

        private static void AddRow(double[] x, double p, bool isEvent, Matrix<double> hessian, Vector<double> gradient)
        {
            for (int i = 0; i < x.Length; i++)
            {
                if (x[i] == 0)
                {
                    continue;
                }

                gradient[i] += (p - (isEvent ? 1 : 0)) * x[i];
                for (int j = 0; j < x.Length; j++)
                {
                    hessian[i, j] += p * (1 - p) * x[i] * x[j];
                }
            }
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
}
