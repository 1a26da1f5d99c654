using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Core.Tests.Impact;

namespace MarketPulse.Core.Tests.Sensitivity;

/// <summary>Thirty events of 2018 to 2020 on real prices, against a computation written out step by step.</summary>
public class RealReactionsTests
{
    private static readonly string[] Symbols = ["FXI", "EEM", "AAPL", "QQQ", "IWM"];

    [Fact]
    public void Means_and_betas_equal_a_direct_computation()
    {
        List<(DateOnly Day, int Sign)> events =
        [
            .. ReferenceData.Rows("data", "trade_events_draft.csv")
                .Select(row => (Day: ReferenceData.Date(row["day0_nyse"]), Sign: row["direction"] switch { "E" => 1, "D" => -1, _ => 0 }))
                .Where(one => one.Day < new DateOnly(2020, 2, 1)),
        ];
        Dictionary<string, JoinedReturns> returns = Symbols.ToDictionary(
            symbol => symbol, symbol => JoinedReturns.Join(
                ReferenceData.Prices(symbol), ReferenceData.Prices("SPY"), PriceBasis.Close), StringComparer.Ordinal);
        IReadOnlyList<SensitivityProfile> rows = Measure(events, returns);
        foreach (SensitivityProfile row in rows.Where(row => row is { Horizon: "all", Kind: "all" }))
        {
            ShouldEqualDirect(row, events, returns[row.Symbol]);
            TestContext.Current.TestOutputHelper!.WriteLine(string.Join(" | ", Figures(row)));
        }
    }

    private static IEnumerable<string> Figures(SensitivityProfile row) =>
    [
        row.Symbol,
        row.WindowKey,
        FormattableString.Invariant($"{row.EscalationMeanPct:0.00} ({row.EscalationLoPct:0.00} to {row.EscalationHiPct:0.00})"),
        FormattableString.Invariant($"{row.DeescalationMeanPct:0.00} ({row.DeescalationLoPct:0.00} to {row.DeescalationHiPct:0.00})"),
        FormattableString.Invariant($"{row.SpreadPct:0.00} ({row.SpreadLoPct:0.00} to {row.SpreadHiPct:0.00})"),
        FormattableString.Invariant($"{row.BetaBps:0.0} ({row.BetaLoBps:0.0} to {row.BetaHiBps:0.0})"),
        FormattableString.Invariant($"{row.QBeta:0.000} | {row.ShrunkBps:0.0} | {row.PPlacebo:0.000} | {row.HitRate:0.00}"),
    ];

    private static void ShouldEqualDirect(SensitivityProfile row, List<(DateOnly Day, int Sign)> events, JoinedReturns returns)
    {
        var study = new EventStudy(new StudyOptions());
        EventWindow window = EventWindow.Parse(row.WindowKey);
        double Car(DateOnly day) => 100 * study.Evaluate(returns, returns.IndexOnOrAfter(day), window).Car!.Value;
        row.EscalationMeanPct!.Value.ShouldBe(events.Where(one => one.Sign > 0).Average(one => Car(one.Day)), 1e-10);
        row.DeescalationMeanPct!.Value.ShouldBe(events.Where(one => one.Sign < 0).Average(one => Car(one.Day)), 1e-10);

        var intensity = new double[returns.Count];
        foreach ((DateOnly day, int sign) in events)
        {
            intensity[returns.IndexOnOrAfter(day)] += sign;
        }

        // A fit for every session on the 120 sessions that end 11 before it; the first 70 have fewer than 60.
        int first = 70;
        double[] abnormal = [.. Enumerable.Range(first, returns.Count - first).Select(t => Abnormal(returns, t))];
        (double slope, double error) = DenseRegression.SumOfLags(
            abnormal, DenseRegression.Lags(intensity, first, returns.Count, window.Start, window.End), [.. abnormal.Select(_ => 1.0)]);
        row.Sessions.ShouldBe(abnormal.Length);
        row.BetaBps!.Value.ShouldBe(1e4 * slope, 1e-7);
        row.BetaErrorBps!.Value.ShouldBe(1e4 * error, 1e-7);
    }

    private static double Abnormal(JoinedReturns returns, int t)
    {
        int start = Math.Max(0, t - 130), end = t - 10;
        double[] y = returns.Returns[start..end].ToArray(), x = returns.BenchmarkReturns[start..end].ToArray();
        (double intercept, double slope) = MathNet.Numerics.LinearRegression.SimpleRegression.Fit(x, y);
        return returns.Returns[t] - intercept - (slope * returns.BenchmarkReturns[t]);
    }

    private static IReadOnlyList<SensitivityProfile> Measure(
        List<(DateOnly Day, int Sign)> events, Dictionary<string, JoinedReturns> returns)
    {
        var eventIndex = new EventIndex(events.Select((one, i) => new TradeEvent
        {
            EventId = string.Create(CultureInfo.InvariantCulture, $"{one.Day:yyyyMMdd}T120000Z-{i:x8}"),
            EventTimeUtc = new DateTimeOffset(one.Day, new TimeOnly(12, 0), TimeSpan.Zero),
            Stance = one.Sign > 0 ? Stance.Escalation : one.Sign < 0 ? Stance.Deescalation : Stance.Mixed,
            Intensity = Math.Abs(one.Sign),
        }));
        var engine = new EventStudy(new StudyOptions());
        var study = new SensitivityStudy(engine, eventIndex, returns["FXI"].Dates.ToArray(), new SensitivityOptions());
        foreach (JoinedReturns series in returns.Values)
        {
            ObservedEvent[] Observations(EventWindow window) =>
                [.. events.Select((one, i) => Observed(engine, series, one.Day, i, window))];
            study.Add("equity", series, [.. EventWindow.Defaults.Select(Observations)]);
        }

        return study.Complete();
    }

    private static ObservedEvent Observed(EventStudy engine, JoinedReturns series, DateOnly day, int i, EventWindow window)
    {
        StudyResult result = engine.Evaluate(series, series.IndexOnOrAfter(day), window);
        return new ObservedEvent(i, day)
        {
            Car = result.Car!.Value,
            Scar = result.Scar!.Value,
            VolumeScore = result.VolumeScore ?? double.NaN,
            VolatilityScore = result.VolatilityScore ?? double.NaN,
        };
    }
}
