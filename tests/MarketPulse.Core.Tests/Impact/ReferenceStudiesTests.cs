using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>The engine against studies computed independently.</summary>
public class ReferenceStudiesTests
{
    private const double Tolerance = 1e-9;

    [Fact]
    public void Adjusted_scores_of_thirty_trade_events_match_in_every_column()
    {
        var study = new EventStudy(new StudyOptions());
        Dictionary<string, JoinedReturns> series = Joined();
        List<Dictionary<string, string>> rows = ReferenceData.Rows("data", "expected", "adjusted_2018_2020.csv");
        rows.Count.ShouldBe(30 * 6 * 3, "events x instruments x windows of the reference file");
        foreach (Dictionary<string, string> row in rows)
        {
            StudyResult result = Evaluate(study, series, row);
            string at = $"{row["day0"]} {row["symbol"]} {row["window"]}";
            Check(result.ReferenceWindows, "reference_windows");
            Check(result.Alpha, "alpha");
            Check(result.Beta, "beta");
            Check(result.ResidualVariance, "residual_variance");
            Check(result.Car, "car");
            Check(result.Scar, "scar");
            Check(result.PValue, "p_value");
            Check(result.ReturnScore, "return_score");
            Check(result.CarLo, "car_lo");
            Check(result.CarHi, "car_hi");
            Check(result.Mde80, "mde80");
            Check(result.RawReturn, "raw_return");
            Check(result.BenchmarkReturn, "benchmark_return");
            Check(result.ZAdjusted, "z_adjusted");
            Check(result.PAdjusted, "p_adjusted");
            Check(result.AdjustedScore, "adjusted_score");
            Check(result.PVolume, "p_volume");
            Check(result.VolumeScore, "volume_score");
            Check(result.PVolatility, "p_volatility");
            Check(result.VolatilityScore, "volatility_score");
            Check(result.OverallScore, "overall_score");
            result.OverallDriver.Code().ShouldBe(row["overall_driver"], at);
            result.Status.ShouldBe(ScoreStatus.Final);

            void Check(double? actual, string column)
            {
                double? expected = row[column].Length == 0 ? null : ReferenceData.Number(row[column]);
                (actual is null).ShouldBe(expected is null, $"{at} {column}");
                if (expected is not null)
                {
                    actual!.Value.ShouldBe(expected.Value, Tolerance, $"{at} {column}");
                }
            }
        }
    }

    [Fact]
    public void Classical_studies_with_240_days_match()
    {
        var study = new EventStudy(new StudyOptions { EstimationDays = 240 });
        Dictionary<string, JoinedReturns> series = Joined();
        foreach (Dictionary<string, string> row in ReferenceData.Rows("data", "expected", "tradewar_2018_2020.csv"))
        {
            StudyResult result = Evaluate(study, series, row);
            string at = $"{row["day0"]} {row["symbol"]} {row["window"]}";
            result.Beta!.Value.ShouldBe(ReferenceData.Number(row["beta"]), Tolerance, at);
            result.ResidualVariance!.Value.ShouldBe(ReferenceData.Number(row["residual_variance"]), Tolerance * 1e-4, at);
            result.Car!.Value.ShouldBe(ReferenceData.Number(row["car"]), Tolerance, at);
            result.Scar!.Value.ShouldBe(ReferenceData.Number(row["scar"]), Tolerance, at);
        }
    }

    private static StudyResult Evaluate(EventStudy study, Dictionary<string, JoinedReturns> series, Dictionary<string, string> row)
    {
        JoinedReturns joined = series[row["symbol"]];
        return study.Evaluate(joined, joined.IndexOnOrAfter(ReferenceData.Date(row["day0"])), EventWindow.Parse(row["window"]));
    }

    private static Dictionary<string, JoinedReturns> Joined()
    {
        PriceHistory benchmark = ReferenceData.Prices("SPY");
        string[] symbols = ["FXI", "EEM", "AAPL", "QQQ", "IWM", "USO"];
        return symbols.ToDictionary(
            symbol => symbol,
            symbol => JoinedReturns.Join(ReferenceData.Prices(symbol), benchmark, PriceBasis.Close),
            StringComparer.Ordinal);
    }
}
