namespace MarketPulse.Core.Events.Detection;

/// <summary>
/// Logistic regression with an L2 penalty on the distance from prior weights, by Newton's method. Each step solves its equations by
/// preconditioned conjugate gradients (Nocedal and Wright, Numerical Optimization, 2nd ed., section 7.1), so that thousands of sparse
/// features need no matrix.
/// </summary>
internal static class LogisticFit
{
    /// <summary>Penalty of a bias, which has no prior: only enough to keep the equations regular.</summary>
    public const double BiasRidge = 1e-6;

    private const int MaxSteps = 60;
    private const int MaxInnerSteps = 300;
    private const double Converged = 1e-9;
    private const double InnerConverged = 1e-12;
    private const double SmallestStep = 1e-6;

    /// <summary>Finds the weights that minimise the negative log-likelihood plus the penalty.</summary>
    /// <param name="rows">The observations.</param>
    /// <param name="prior">Prior weight of each feature.</param>
    /// <param name="ridge">Penalty of each feature.</param>
    public static double[] Minimize(IReadOnlyList<LogisticRow> rows, double[] prior, double[] ridge)
    {
        double[] weights = [.. prior];
        double loss = Loss(rows, prior, ridge, weights);
        for (int step = 0; step < MaxSteps; step++)
        {
            double[] change = NewtonStep(rows, prior, ridge, weights);
            // Far from the minimum, a full Newton step may lead uphill, and in circles.
            double[] next;
            double nextLoss;
            double part = 1;
            do
            {
                double share = part;
                next = [.. weights.Select((weight, i) => weight + (share * change[i]))];
                nextLoss = Loss(rows, prior, ridge, next);
                part /= 2;
            }
            while (nextLoss > loss && part > SmallestStep);

            bool isDone = loss - nextLoss <= Converged * Math.Max(1, loss);
            (weights, loss) = (next, nextLoss);
            if (isDone)
            {
                break;
            }
        }

        return weights;
    }

    private static double Loss(IReadOnlyList<LogisticRow> rows, double[] prior, double[] ridge, double[] weights)
    {
        double loss = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            loss += ridge[i] * (weights[i] - prior[i]) * (weights[i] - prior[i]) / 2;
        }

        foreach (LogisticRow row in rows)
        {
            double score = row.Dot(weights);
            double against = row.IsTrue ? -score : score;
            loss += Math.Max(against, 0) + double.LogP1(Math.Exp(-Math.Abs(score)));
        }

        return loss;
    }

    private static double[] NewtonStep(IReadOnlyList<LogisticRow> rows, double[] prior, double[] ridge, double[] weights)
    {
        int n = weights.Length;
        var residual = new double[n];
        double[] diagonal = [.. ridge];
        var curvature = new double[rows.Count];
        for (int i = 0; i < n; i++)
        {
            residual[i] = -ridge[i] * (weights[i] - prior[i]);
        }

        for (int i = 0; i < rows.Count; i++)
        {
            double p = 1 / (1 + Math.Exp(-rows[i].Dot(weights)));
            curvature[i] = p * (1 - p);
            rows[i].AddTo(residual, (rows[i].IsTrue ? 1 : 0) - p);
            foreach ((int feature, double value) in rows[i].Values)
            {
                diagonal[feature] += curvature[i] * value * value;
            }
        }

        return Solve(rows, ridge, curvature, diagonal, residual);
    }

    // Solves Hessian x step = residual.
    private static double[] Solve(
        IReadOnlyList<LogisticRow> rows, double[] ridge, double[] curvature, double[] diagonal, double[] residual)
    {
        var step = new double[residual.Length];
        double[] scaled = [.. residual.Select((value, i) => value / diagonal[i])];
        double[] direction = [.. scaled];
        double size = Dot(residual, scaled);
        double least = size * InnerConverged;
        for (int inner = 0; inner < MaxInnerSteps && size > least; inner++)
        {
            double[] image = [.. direction.Select((value, i) => ridge[i] * value)];
            for (int i = 0; i < rows.Count; i++)
            {
                rows[i].AddTo(image, curvature[i] * rows[i].Dot(direction));
            }

            double length = size / Dot(direction, image);
            for (int i = 0; i < step.Length; i++)
            {
                step[i] += length * direction[i];
                residual[i] -= length * image[i];
                scaled[i] = residual[i] / diagonal[i];
            }

            double next = Dot(residual, scaled);
            for (int i = 0; i < step.Length; i++)
            {
                direction[i] = scaled[i] + (next / size * direction[i]);
            }

            size = next;
        }

        return step;
    }

    private static double Dot(double[] one, double[] other)
    {
        double sum = 0;
        for (int i = 0; i < one.Length; i++)
        {
            sum += one[i] * other[i];
        }

        return sum;
    }
}

/// <summary>An observation of a logistic regression.</summary>
/// <param name="Values">Its features that are not 0.</param>
/// <param name="IsTrue">The outcome.</param>
internal sealed record LogisticRow((int Feature, double Value)[] Values, bool IsTrue)
{
    /// <summary>The scalar product with a vector.</summary>
    public double Dot(double[] vector)
    {
        double sum = 0;
        foreach ((int feature, double value) in Values)
        {
            sum += vector[feature] * value;
        }

        return sum;
    }

    /// <summary>Adds a multiple of the features to a vector.</summary>
    public void AddTo(double[] vector, double factor)
    {
        foreach ((int feature, double value) in Values)
        {
            vector[feature] += factor * value;
        }
    }
}
