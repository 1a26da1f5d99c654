using MarketPulse.Core.Impact.Significance;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearRegression;

namespace MarketPulse.Core.Tests.Impact.Significance;

public class ClusteredRegressionTests
{
    [Fact]
    public void Coefficients_and_errors_match_a_direct_sandwich()
    {
        Sample sample = Sample.Simulate(new Random(1), days: 9, instruments: 7, effect: 0.01);
        ClusteredRegression fit = ClusteredRegression.Fit(sample.Columns, sample.Cars, sample.Days, out _)!;

        Matrix<double> x = Matrix<double>.Build.DenseOfColumnArrays(sample.Columns);
        Vector<double> y = Vector<double>.Build.Dense(sample.Cars);
        Vector<double> b = MultipleRegression.QR(x, y), u = y - (x * b);

        // The matrix that keeps only products of residuals of the same day.
        Matrix<double> same = Matrix<double>.Build.Dense(
            y.Count, y.Count, (i, j) => sample.Days[i] == sample.Days[j] ? u[i] * u[j] : 0);
        Matrix<double> bread = (x.Transpose() * x).Inverse();
        double n = y.Count, correction = 9.0 / 8 * (n - 1) / (n - 3);
        Matrix<double> variance = bread * x.Transpose() * same * x * bread * correction;
        for (int column = 0; column < 3; column++)
        {
            fit.Coefficients[column].ShouldBe(b[column], 1e-12);
            fit.StandardErrors[column].ShouldBe(Math.Sqrt(variance[column, column]), 1e-12);
            double t = b[column] / Math.Sqrt(variance[column, column]);
            fit.Test(column)!.Value.PValue.ShouldBe(2 * StudentT.CDF(0, 1, 8, -Math.Abs(t)), 1e-9);
        }

        fit.Clusters.ShouldBe(9);
    }

    [Fact]
    public void Bootstrap_matches_regressions_on_every_sample_of_flipped_days()
    {
        const int Days = 6;
        Sample sample = Sample.Simulate(new Random(2), Days, instruments: 5, effect: 0.01);
        double actual = ClusteredRegression.Fit(sample.Columns, sample.Cars, sample.Days, out _)!.BootstrapP(1, draws: 1, seed: 1)!.Value;

        // The null model, fitted without the column.
        Matrix<double> without = Matrix<double>.Build.DenseOfColumnArrays(sample.Columns[0], sample.Columns[2]);
        Vector<double> y = Vector<double>.Build.Dense(sample.Cars);
        Vector<double> fitted = without * MultipleRegression.QR(without, y), left = y - fitted;
        double observed = Math.Abs(Statistic(sample.Cars));
        int beyond = Enumerable.Range(0, 1 << Days).Count(pattern =>
        {
            double[] signs = [.. sample.Days.Select(day => (pattern >> day & 1) == 0 ? 1.0 : -1)];
            return Math.Abs(Statistic([.. signs.Select((sign, i) => fitted[i] + (sign * left[i]))])) >= observed * (1 - 1e-9);
        });
        actual.ShouldBe(beyond / (double)(1 << Days), 1e-12);

        double Statistic(double[] values) => ClusteredRegression.Fit(sample.Columns, values, sample.Days, out _)!.Test(1)!.Value.Statistic;
    }

    [Fact]
    public void A_column_that_others_determine_is_named()
    {
        Sample sample = Sample.Simulate(new Random(1), days: 9, instruments: 7, effect: 0);
        double[] both = [.. sample.Columns[1].Zip(sample.Columns[2], (a, b) => 3 + a - (2 * b))];
        double[] flat = [.. both.Select(_ => 0.3)];

        ClusteredRegression.Fit([.. sample.Columns, both], sample.Cars, sample.Days, out int dependent).ShouldBeNull();
        dependent.ShouldBe(3);
        ClusteredRegression.Fit([sample.Columns[0], flat], sample.Cars, sample.Days, out dependent).ShouldBeNull();
        dependent.ShouldBe(1);
    }

    [Fact]
    public void Units_of_a_column_change_its_coefficient_and_nothing_else()
    {
        Sample sample = Sample.Simulate(new Random(3), days: 8, instruments: 7, effect: 0.01);
        double[] large = [.. sample.Columns[1].Select(value => 1e9 * (value + 50))];
        ClusteredRegression one = ClusteredRegression.Fit(sample.Columns, sample.Cars, sample.Days, out _)!;
        ClusteredRegression other = ClusteredRegression.Fit(
            [sample.Columns[0], large, sample.Columns[2]], sample.Cars, sample.Days, out _)!;

        (1e9 * other.Coefficients[1]).ShouldBe(one.Coefficients[1], 1e-8);
        other.Test(1)!.Value.Statistic.ShouldBe(one.Test(1)!.Value.Statistic, 1e-6);
        other.BootstrapP(1, 1, 1).ShouldBe(one.BootstrapP(1, 1, 1));
    }

    /// <summary>
    /// No effect on average, but on each day a shock to all instruments and one in proportion to their exposure: errors that ignore the
    /// days reject far too often.
    /// </summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(40)]
    public void Size_at_five_percent_is_four_to_six_percent(int days)
    {
        const int Draws = 2_000;
        var random = new Random(41);
        int clustered = 0, bootstrap = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            Sample sample = Sample.Simulate(random, days, instruments: 10, effect: 0);
            ClusteredRegression fit = ClusteredRegression.Fit(sample.Columns, sample.Cars, sample.Days, out _)!;
            clustered += fit.Test(1)!.Value.PValue < 0.05 ? 1 : 0;
            bootstrap += days == 40 && draw >= 1000 ? 0 : fit.BootstrapP(1, draws: 199, seed: draw)!.Value <= 0.05 ? 1 : 0;
        }

        double bootstrapShare = (double)bootstrap / (days == 40 ? 1000 : Draws);
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{days} days: clustered {100.0 * clustered / Draws:0.0}%, bootstrap {100 * bootstrapShare:0.0}%");
        ((double)clustered / Draws).ShouldBeInRange(0.04, 0.06);
        bootstrapShare.ShouldBeInRange(0.04, 0.06);
    }

    private sealed record Sample(double[][] Columns, double[] Cars, int[] Days)
    {
        public static Sample Simulate(Random random, int days, int instruments, double effect)
        {
            var normal = new Normal(0, 0.02, random);
            double[] exposure = Draw(instruments), size = Draw(instruments), common = Draw(days), slope = Draw(days);
            int n = days * instruments;
            int[] day = [.. Enumerable.Range(0, n).Select(i => i / instruments)];
            double[] of(double[] values) => [.. Enumerable.Range(0, n).Select(i => values[i % instruments])];
            double[] cars =
            [
                .. Enumerable.Range(0, n).Select(i =>
                    common[day[i]] + ((effect + slope[day[i]]) * exposure[i % instruments]) + normal.Sample()),
            ];
            return new Sample([[.. Enumerable.Repeat(1.0, n)], of(exposure), of(size)], cars, day);

            double[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => 50 * normal.Sample())];
        }
    }
}
