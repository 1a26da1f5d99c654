using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Numerics;

/// <summary>
/// Least squares with weights that are not negative and sum to one, by an active set (Nocedal and Wright 2006, algorithm 16.3).
/// </summary>
internal static class SimplexWeights
{
    private const double Tolerance = 1e-12;

    /// <summary>The weights w with the smallest sum of squares of y - X w.</summary>
    /// <param name="columns">The columns of X, at least one.</param>
    /// <param name="target">y.</param>
    public static double[] Fit(IReadOnlyList<double[]> columns, double[] target)
    {
        int n = columns.Count;
        Matrix<double> x = Matrix<double>.Build.DenseOfColumnArrays(columns);
        Vector<double> y = Vector<double>.Build.Dense(target);
        Matrix<double> products = x.TransposeThisAndMultiply(x);
        Vector<double> projections = x.TransposeThisAndMultiply(y);
        double scale = Math.Max(products.Diagonal().Maximum(), double.Epsilon);
        int first = Enumerable.Range(0, n).MinBy(j => products[j, j] - (2 * projections[j]));
        var weights = new double[n];
        weights[first] = 1;
        var free = new List<int> { first };

        // Each pass adds a column or removes one; no set of columns comes back, because the sum of squares falls between additions.
        for (int pass = 0; pass < 50 * (n + 1); pass++)
        {
            double[] solved = Solve(products, projections, free);
            if (solved.All(weight => weight >= -Tolerance))
            {
                Array.Clear(weights);
                for (int i = 0; i < free.Count; i++)
                {
                    weights[free[i]] = Math.Max(0, solved[i]);
                }

                if (Entering(products, projections, weights, free, scale) is not { } entering)
                {
                    return weights;
                }

                free.Add(entering);
            }
            else
            {
                Step(weights, free, solved);
            }
        }

        return weights;
    }

    /// <summary>Weights of the free columns that sum to one and are otherwise unbounded: the equations of the Lagrangian.</summary>
    private static double[] Solve(Matrix<double> products, Vector<double> projections, List<int> free)
    {
        int n = free.Count;
        if (n == 1)
        {
            return [1];
        }

        // Divided by the largest product, because the multiplier's row is in other units; a small ridge keeps the equations solvable when
        // donors move exactly alike.
        double unit = free.Max(j => products[j, j]);
        Matrix<double> left = Matrix<double>.Build.Dense(n + 1, n + 1, (i, j) =>
            i < n && j < n ? (products[free[i], free[j]] + (i == j ? 1e-13 * unit : 0)) / unit : i == n && j == n ? 0 : 1);
        Vector<double> right = Vector<double>.Build.Dense(n + 1, i => i < n ? projections[free[i]] / unit : 1);
        return left.LU().Solve(right).SubVector(0, n).ToArray();
    }

    /// <summary>The column whose weight would lower the sum of squares most; null at the optimum.</summary>
    private static int? Entering(
        Matrix<double> products, Vector<double> projections, double[] weights, List<int> free, double scale)
    {
        Vector<double> slopes = (products * Vector<double>.Build.Dense(weights)) - projections;
        double level = free.Average(j => slopes[j]);
        int least = Enumerable.Range(0, weights.Length).Except(free).OrderBy(j => slopes[j]).FirstOrDefault(-1);
        return least >= 0 && slopes[least] < level - (1e-10 * scale) ? least : null;
    }

    /// <summary>Moves towards the solution until the first weight reaches zero, and takes that column out.</summary>
    private static void Step(double[] weights, List<int> free, double[] solved)
    {
        double step = 1;
        int blocking = -1;
        for (int i = 0; i < free.Count; i++)
        {
            double weight = weights[free[i]];
            if (solved[i] < 0 && weight / (weight - solved[i]) <= step)
            {
                (step, blocking) = (weight / (weight - solved[i]), i);
            }
        }

        for (int i = 0; i < free.Count; i++)
        {
            weights[free[i]] += step * (solved[i] - weights[free[i]]);
        }

        weights[free[blocking]] = 0;
        free.RemoveAt(blocking);
    }
}
