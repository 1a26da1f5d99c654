using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact.Significance;

/// <summary>Sixteen additions to the S&amp;P 500, against results computed twice by others.</summary>
public class IndexAdditionsTests
{
    private const double Tolerance = 1e-7;
    private static readonly EventWindow Window = new(-2, 2);

    private readonly JsonElement _expected;
    private readonly List<EventObservation> _events = [];
    private readonly List<StudyResult> _results = [];
    private readonly EventStudy _study = new(new StudyOptions { EstimationDays = 120, Gap = 10, MinObservations = 120 });

    public IndexAdditionsTests()
    {
        string path = SharedData.Path("data", "expected", "sp500example.json");
        _expected = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        foreach ((string id, JoinedReturns series, int day0) in IndexAdditions.All())
        {
            EventObservation observation = _study.Observe(id, series, day0, Window)!;

            // The published mean correlation pairs residuals by day relative to each event.
            _events.Add(observation with { EstimationDays = [.. Enumerable.Range(0, observation.EstimationAbnormal.Length)] });
            _results.Add(_study.Evaluate(series, day0, Window));
        }
    }

    [Fact]
    public void Every_single_study_matches()
    {
        JsonElement[] expected = [.. _expected.GetProperty("per_event").EnumerateArray()];
        for (int i = 0; i < expected.Length; i++)
        {
            Same(_results[i].Alpha!.Value, expected[i].GetProperty("a").GetDouble(), "alpha");
            Same(_results[i].Beta!.Value, expected[i].GetProperty("b").GetDouble(), "beta");
            Same(_results[i].ResidualVariance!.Value, expected[i].GetProperty("s2").GetDouble(), "s2");
            Same(_results[i].Car!.Value, expected[i].GetProperty("car").GetDouble(), "car");
            Same(_results[i].Scar!.Value, expected[i].GetProperty("scar").GetDouble(), "scar");
            Same(_events[i].VarianceRatio, _expected.GetProperty("varratio")[i].GetDouble(), "varratio");
        }
    }

    [Fact]
    public void Mean_tests_match_by_day_and_over_the_window()
    {
        int[] degrees = [.. _events.Select(e => e.DegreesOfFreedom)];
        double correlation = ResidualCorrelation.Mean(_events)!.Value;
        Same(correlation, _expected.GetProperty("rbar").GetDouble(), "rbar");
        for (int day = 0; day < Window.Length; day++)
        {
            double[] ar = Of(e => e.WindowAbnormal[day]), cumulative = Of(e => e.WindowAbnormal.Take(day + 1).Sum());
            double[] sar = Of(e => e.Standardized[day]), plain = Of(e => e.WindowAbnormal[day] / Math.Sqrt(e.ResidualVariance));
            double[] naive = Of(e => e.Standardized.Take(day + 1).Sum() / Math.Sqrt(day + 1));
            double bmp = MeanTests.CrossSectional(sar)!.Value.Statistic, bmpPlain = MeanTests.CrossSectional(plain)!.Value.Statistic;
            Matches("aar", day, ar.Average());
            Matches("caar", day, cumulative.Average());
            Matches("csect_aar", day, MeanTests.CrossSectional(ar));
            Matches("csect_caar", day, MeanTests.CrossSectional(cumulative));
            Matches("patell_aar", day, MeanTests.Patell(sar, degrees));
            Matches("patell_caar_naive", day, MeanTests.Patell(naive, degrees));
            Matches("bmp_aar", day, bmp);
            Matches("bmp_aar_plain", day, bmpPlain);
            Matches("kp_aar", day, MeanTests.KolariPynnonen(bmp, _events.Count, correlation));
            Matches("kp_aar_plain", day, MeanTests.KolariPynnonen(bmpPlain, _events.Count, correlation));
        }
    }

    [Fact]
    public void Rank_and_sign_tests_match_by_day_and_over_the_window()
    {
        (IReadOnlyList<SignificanceTest?> days, SignificanceTest? window) = RankTests.Corrado(_events);
        double share = RankTests.PositiveShare(_events);
        Same(share, _expected.GetProperty("p_hat").GetDouble(), "p_hat");
        Same(window!.Value.Statistic, _expected.GetProperty("corrado_caar").GetDouble(), "corrado_caar");
        for (int day = 0; day < Window.Length; day++)
        {
            Matches("corrado_aar", day, days[day]);

            // With the standard deviation's n - 1 in place of the root mean square over 125 days.
            Matches("corrado_aar_sd", day, days[day]!.Value.Statistic * Math.Sqrt(124.0 / 125));
            Matches("gsign_aar", day, RankTests.GeneralisedSign(Of(e => e.WindowAbnormal[day]), share));
        }
    }

    [Fact]
    public void The_summary_quotes_the_same_statistics()
    {
        TestSummary summary = TestSummary.AcrossInstruments(_events);
        Same(summary.ZPatell!.Value, _expected.GetProperty("patell_scar").GetDouble(), "patell_scar");
        Same(summary.TBmp!.Value, _expected.GetProperty("bmp_scar").GetDouble(), "bmp_scar");
        Same(summary.TCrossSection!.Value, _expected.GetProperty("csect_caar")[4].GetDouble(), "csect_caar");
        Same(summary.ZSign!.Value, _expected.GetProperty("gsign_car").GetDouble(), "gsign_car");
        Same(summary.ZCorrado!.Value, _expected.GetProperty("corrado_caar").GetDouble(), "corrado_caar");
        summary.PHeadline.ShouldBe(summary.PKolariPynnonen);
    }

    private double[] Of(Func<EventObservation, double> value) => [.. _events.Select(value)];

    private void Matches(string name, int day, SignificanceTest? actual) => Matches(name, day, actual!.Value.Statistic);

    private void Matches(string name, int day, double actual) =>
        Same(actual, _expected.GetProperty(name)[day].GetDouble(), $"{name} day {day - 2}");

    private static void Same(double actual, double expected, string what) =>
        Math.Abs(actual - expected).ShouldBeLessThanOrEqualTo(Tolerance * Math.Abs(expected), $"{what}: {actual} against {expected}");
}
