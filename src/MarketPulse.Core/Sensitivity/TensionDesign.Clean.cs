using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace MarketPulse.Core.Sensitivity;

/// <content>
/// The same regression with a dummy for each kind of scheduled release, which is 1 on the sessions of its releases. It is computed from the
/// regression without dummies by partitioning (Frisch and Waugh 1933; Lovell 1963), so its cost is that of the dummies.
/// </content>
internal sealed partial class TensionDesign
{
    // Share of the largest contrast below which a session that a dummy fits exactly says nothing about the slope.
    private const double LeastContrast = 1e-9;

    /// <summary>Estimates the sum of the lag coefficients with the dummies.</summary>
    /// <param name="beta">The estimate without dummies.</param>
    /// <param name="releases">For each kind of release its sessions, each once, as positions in the whole series.</param>
    /// <returns>
    /// The estimate; the one given if no release falls on a session with a weight; null if the slope or its error cannot be told from the
    /// dummies.
    /// </returns>
    public BetaEstimate? EstimateClean(BetaEstimate beta, IReadOnlyList<int[]> releases)
    {
        int[][] dummies = [.. releases.Select(Weighted).Where(sessions => sessions.Length > 0)];
        if (dummies.Length == 0)
        {
            return beta;
        }

        double[][] unexplained = Array.ConvertAll(dummies, Unexplained);
        if (Sessions <= Parameters + dummies.Length + AutocovarianceLags || Inverse(dummies, unexplained) is not { } inverse)
        {
            return null;
        }

        double[] effects = Product(inverse, Array.ConvertAll(dummies, sessions => sessions.Sum(t => _weights[t] * beta.Residuals[t])));
        double[] contrasts = Array.ConvertAll(dummies, sessions => sessions.Sum(t => _contrast[t]));
        double[] residuals = [.. beta.Residuals];
        double slope = beta.Slope;
        for (int j = 0; j < dummies.Length; j++)
        {
            slope -= effects[j] * contrasts[j];
            TensorPrimitives.MultiplyAdd(unexplained[j], -effects[j], residuals, residuals);
        }

        return CleanInfluences(unexplained, inverse, contrasts, residuals) is { } influences
            ? Estimated(slope, Sessions - Parameters - dummies.Length, residuals, influences)
            : null;
    }

    /// <summary>The sessions of the regression with a weight among positions in the whole series.</summary>
    public int[] Weighted(int[] positions)
    {
        var sessions = new int[positions.Length];
        int count = 0;
        foreach (int position in positions)
        {
            if (_regressors.SessionOf(position) is { } session && _weights[session] > 0)
            {
                sessions[count++] = session;
            }
        }

        return sessions[..count];
    }

    /// <summary>What the constant and the lags leave unexplained of a dummy.</summary>
    private double[] Unexplained(int[] sessions)
    {
        int k = Parameters;
        double[] row = new double[k], moments = new double[k];
        foreach (int t in sessions)
        {
            _regressors.CopyRow(t, row);
            TensorPrimitives.MultiplyAdd(row, _weights[t], moments, moments);
        }

        var unexplained = new double[_regressors.Count];
        double[] coefficients = Product(_inverse, moments);
        Array.Fill(unexplained, -coefficients[0]);
        for (int i = 1; i < k; i++)
        {
            TensorPrimitives.MultiplyAdd(_regressors.Column(i), -coefficients[i], unexplained, unexplained);
        }

        foreach (int t in sessions)
        {
            unexplained[t]++;
        }

        return unexplained;
    }

    /// <summary>The inverse of the dummies' own sums of products; null when one depends on the other regressors.</summary>
    private double[,]? Inverse(int[][] dummies, double[][] unexplained)
    {
        int q = dummies.Length;
        double[,] inverse = Matrix<double>.Build.Dense(q, q, (i, j) => dummies[i].Sum(t => _weights[t] * unexplained[j][t]))
            .Inverse().ToArray();
        for (int i = 0; i < q; i++)
        {
            if (!(dummies[i].Sum(t => _weights[t]) * inverse[i, i] is > 0 and < 1 / LeastOwnShare))
            {
                return null;
            }
        }

        return inverse;
    }

    /// <summary>
    /// What each session contributes to the error of the slope. A session that a dummy fits exactly contributes nothing, as if it were left
    /// out; null when the slope rests on such a session.
    /// </summary>
    private double[]? CleanInfluences(double[][] unexplained, double[,] inverse, double[] contrasts, double[] residuals)
    {
        double[] contrast = new double[residuals.Length], leverage = new double[residuals.Length], part = new double[residuals.Length];
        double[] shares = Product(inverse, contrasts);
        for (int j = 0; j < unexplained.Length; j++)
        {
            TensorPrimitives.MultiplyAdd(unexplained[j], -shares[j], contrast, contrast);
            Array.Clear(part);
            for (int i = 0; i < unexplained.Length; i++)
            {
                TensorPrimitives.MultiplyAdd(unexplained[i], inverse[i, j], part, part);
            }

            TensorPrimitives.MultiplyAdd(part, unexplained[j], leverage, leverage);
        }

        TensorPrimitives.MultiplyAdd(contrast, _weights, _contrast, contrast);
        double least = LeastContrast * Math.Abs(TensorPrimitives.MaxMagnitude<double>(_contrast));
        double[] ownShare = leverage;
        TensorPrimitives.Multiply(_weights, leverage, ownShare);
        TensorPrimitives.Subtract(_ownShare, ownShare, ownShare);
        if (TensorPrimitives.Min<double>(ownShare) < LeastOwnShare)
        {
            for (int t = 0; t < ownShare.Length; t++)
            {
                if (ownShare[t] < LeastOwnShare)
                {
                    if (Math.Abs(contrast[t]) > least)
                    {
                        return null;
                    }

                    (contrast[t], ownShare[t]) = (0, 1);
                }
            }
        }

        double[] influences = part;
        TensorPrimitives.Divide(contrast, ownShare, influences);
        TensorPrimitives.Multiply(residuals, influences, influences);
        return influences;
    }

    private static double[] Product(double[,] matrix, double[] vector)
    {
        var product = new double[vector.Length];
        for (int i = 0; i < product.Length; i++)
        {
            for (int j = 0; j < vector.Length; j++)
            {
                product[i] += matrix[i, j] * vector[j];
            }
        }

        return product;
    }
}
