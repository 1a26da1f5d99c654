using MarketPulse.Core.Contract;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Fits the event model: logistic regression over the features, shrunk towards the prior weights that the lexicon's authors set (L2 about the prior),
/// by Newton's method. Deterministic: the same headlines give the same numbers.
/// </summary>
internal static class EventModelFit
{
    private const int MaxSteps = 60;

    /// <summary>Fits the weights.</summary>
    /// <param name="lexicon">The lexicon, for its priors.</param>
    /// <param name="rows">Features of each headline, and whether it reports a development.</param>
    /// <param name="shrinkage">Weight of the prior, in headlines.</param>
    public static EventModelFile Fit(Lexicon lexicon, IReadOnlyList<(double[] Features, bool IsEvent)> rows, double shrinkage)
    {
        int n = Enum.GetValues<EventFeature>().Length;
        var prior = new double[n + 1];
        EventModelFile file = lexicon.File.EventModel;
        foreach ((string code, FeatureWeight weight) in file.Weights)
        {
            prior[(int)Codes<EventFeature>.Parse(code)] = weight.Prior;
        }

        double[] weights = [.. prior];
        weights[n] = prior[n] = file.Bias;
        for (int step = 0; step < MaxSteps; step++)
        {
            Matrix<double> hessian = CreateMatrix.Dense<double>(n + 1, n + 1);
            Vector<double> gradient = CreateVector.Dense<double>(n + 1);
            for (int i = 0; i <= n; i++)
            {
                double ridge = i < n ? shrinkage : 0.1;
                hessian[i, i] = ridge;
                gradient[i] = ridge * (weights[i] - prior[i]);
            }

            foreach ((double[] features, bool isEvent) in rows)
            {
                double score = weights[n];
                for (int i = 0; i < n; i++)
                {
                    score += features[i] * weights[i];
                }

                double p = 1 / (1 + Math.Exp(-score));
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

            Vector<double> change = hessian.Solve(gradient);
            for (int i = 0; i <= n; i++)
            {
                weights[i] -= Math.Clamp(change[i], -2, 2);
            }

            if (change.AbsoluteMaximum() < 1e-9)
            {
                break;
            }
        }

        return new EventModelFile(
            Math.Round(weights[n], 3),
            file.Weights.ToDictionary(pair => pair.Key, pair => pair.Value with { Weight = Math.Round(weights[(int)Codes<EventFeature>.Parse(pair.Key)], 3) }, StringComparer.Ordinal));
    }
}
