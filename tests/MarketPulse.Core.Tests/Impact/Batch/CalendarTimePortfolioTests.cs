using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Batch;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Tests.Impact.Significance;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearRegression;

namespace MarketPulse.Core.Tests.Impact.Batch;

public class CalendarTimePortfolioTests
{
    private const int Length = 120, Gap = 10;

    [Fact]
    public void Index_additions_match_a_portfolio_put_together_day_by_day()
    {
        var window = new EventWindow(-2, 10);
        (string Id, JoinedReturns Returns, int DayZero)[] all = [.. IndexAdditions.All()];
        StudySubject[] subjects = [.. all.Select(addition => Subject(addition.Id, addition.Returns, addition.DayZero))];
        (string Id, JoinedReturns Returns, int DayZero)[] complete =
            [.. all.Where(addition => addition.DayZero + window.End < addition.Returns.Count)];
        CalendarTimePortfolio actual = new StudyBatch(new StudyOptions(), [window]).CalendarTime(subjects).ShouldHaveSingleItem();

        // The second way: regressions by MathNet, a list of returns by date, and the variance of the mean as a quadratic form.
        var held = new SortedDictionary<DateOnly, List<double>>();
        foreach ((_, JoinedReturns returns, int day0) in complete)
        {
            int start = day0 - Gap - Length;
            (double a, double b) = SimpleRegression.Fit(
                returns.BenchmarkReturns.Slice(start, Length).ToArray(), returns.Returns.Slice(start, Length).ToArray());
            for (int t = day0 + window.Start; t <= day0 + window.End; t++)
            {
                held.TryAdd(returns.Dates[t], []);
                held[returns.Dates[t]].Add(returns.Returns[t] - a - (b * returns.BenchmarkReturns[t]));
            }
        }

        DateOnly[] sessions =
            [.. all.SelectMany(addition => addition.Returns.Dates.ToArray()).Distinct().Order()];
        double[] portfolio = [.. held.Values.Select(values => values.Average())];
        int[] at = [.. held.Keys.Select(date => Array.IndexOf(sessions, date))];
        double n = portfolio.Length, mean = portfolio.Average();
        int lags = (int)(4 * Math.Pow(n / 100, 2.0 / 9));
        Matrix<double> kernel = Matrix<double>.Build.Dense(
            portfolio.Length, portfolio.Length, (i, j) => Math.Max(0, 1 - (Math.Abs(at[i] - at[j]) / (lags + 1.0))));
        Matrix<double> centre = Matrix<double>.Build.Dense(
            portfolio.Length, portfolio.Length, (i, j) => (i == j ? 1 : 0) - (1 / n));
        Vector<double> u = Vector<double>.Build.Dense(portfolio) - mean;

        // Without autocorrelation the form has the mean trace(K M); its degrees of freedom follow from the pairs it counts.
        double trace = (kernel * centre).Trace(), pairs = kernel.PointwisePower(2).RowSums().Sum() - n;
        double error = Math.Sqrt((u * kernel * u) / (n * trace));
        actual.Days.ShouldBe(portfolio.Length);
        actual.Studies.ShouldBe(complete.Length);
        actual.Lags.ShouldBe(lags);
        actual.MeanInstruments!.Value.ShouldBe(complete.Length * 13 / n, 1e-12);
        actual.MeanAr!.Value.ShouldBe(mean, 1e-12);
        actual.StandardError!.Value.ShouldBe(error, 1e-12);
        double degrees = trace * trace / (n - 1 + pairs);
        actual.P!.Value.ShouldBe(2 * StudentT.CDF(0, 1, degrees, -Math.Abs(mean / error)), 1e-9);
        (actual.MeanArHi!.Value - actual.MeanArLo!.Value).ShouldBe(2 * error * StudentT.InvCDF(0, 1, degrees, 0.975), 1e-9);
    }

    [Fact]
    public void An_instrument_with_overlapping_windows_is_held_once()
    {
        JoinedReturns returns = IndexAdditions.All().First().Returns;
        StudySubject once = Subject("a", returns, 150), twice = once with
        {
            Events = [.. once.Events, .. Subject("b", returns, 152).Events],
        };
        CalendarTimePortfolio portfolio =
            new StudyBatch(new StudyOptions(), [new EventWindow(0, 4)]).CalendarTime([twice]).ShouldHaveSingleItem();
        portfolio.Days.ShouldBe(7);
        portfolio.Studies.ShouldBe(2);
        portfolio.MeanInstruments.ShouldBe(1);
    }

    [Fact]
    public void No_study_gives_an_empty_portfolio()
    {
        CalendarTimePortfolio portfolio =
            new StudyBatch(new StudyOptions(), [new EventWindow(0, 0)]).CalendarTime([]).ShouldHaveSingleItem();
        portfolio.Days.ShouldBe(0);
        portfolio.P.ShouldBeNull();
    }

    /// <summary>Instruments that move together, with events on up to a twelfth of the sessions.</summary>
    [Theory]
    [Trait("Category", "Long")]
    [InlineData(1, 40, 2500)]
    [InlineData(3, 40, 2500)]
    [InlineData(6, 12, 2500)]
    [InlineData(11, 40, 5000)]
    public void Size_at_five_percent_is_four_to_six_percent(int bars, int events, int sessions) =>
        Size(bars, events, sessions).ShouldBeInRange(0.04, 0.06);

    /// <summary>Where windows fill half of the sessions, estimation windows consist of them, and the test becomes conservative.</summary>
    [Fact]
    [Trait("Category", "Long")]
    public void Dense_events_make_the_test_conservative() => Size(bars: 11, events: 40, sessions: 800).ShouldBeLessThan(0.04);

    private static double Size(int bars, int events, int sessions)
    {
        const int Draws = 2_000, Instruments = 4;
        var random = new Random(21);
        var normal = new Normal(0, 1, random);
        var batch = new StudyBatch(new StudyOptions(), [new EventWindow(0, bars - 1)]);
        int rejected = 0;
        for (int draw = 0; draw < Draws; draw++)
        {
            double[] market = Noise(0.01), common = Noise(0.01);
            int[] days = [.. Enumerable.Range(0, events).Select(_ => random.Next(Length + Gap, sessions - bars)).Distinct()];
            StudySubject[] subjects =
            [
                .. Enumerable.Range(0, Instruments).Select(i =>
                {
                    double[] own = Noise(0.015);
                    double[] returns = [.. own.Select((noise, t) => noise + common[t] + (1.2 * market[t]))];
                    return new StudySubject(
                        new ReturnSeries($"S{i}", returns, [market]), "close", [.. Enumerable.Range(0, sessions)],
                        [.. days.Select(day => Located($"e{day}", day))]);
                }),
            ];
            rejected += batch.CalendarTime(subjects)[0].P < 0.05 ? 1 : 0;
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"W {bars}, {events} events in {sessions} sessions: {100.0 * rejected / Draws:0.0}%");
        return (double)rejected / Draws;

        double[] Noise(double deviation) => [.. Enumerable.Range(0, sessions).Select(_ => deviation * normal.Sample())];
    }

    private static StudySubject Subject(string id, JoinedReturns returns, int day0) =>
        new(returns, "close", [.. returns.Dates.ToArray().Select(date => date.DayNumber)], [Located(id, day0)]);

    private static LocatedEvent Located(string id, int position) => new(new StudyEvent(id, null, null), position, id);
}
