using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Impact;

/// <summary>How often quiet windows of real prices look strong.</summary>
public class QuietWindowSizesTests
{
    [Theory]
    [InlineData(0, 0, 0.045)]
    [InlineData(-1, 1, 0.062)]
    [InlineData(0, 5, 0.073)]
    public void Adjusted_scores_of_quiet_windows_exceed_95_about_as_often_as_published(int first, int last, double expected)
    {
        var study = new EventStudy(new StudyOptions());
        PriceHistory benchmark = ReferenceData.Prices("SPY");
        List<DateOnly> events = ReferenceData.TradeDays();
        double beyond = 0, windows = 0;
        foreach (string symbol in new[] { "FXI", "EEM", "AAPL", "QQQ", "IWM", "USO" })
        {
            JoinedReturns returns = JoinedReturns.Join(ReferenceData.Prices(symbol), benchmark, PriceBasis.Close);
            IReadOnlyList<int> quiet = QuietWindows.Positions(returns, events, returns.Dates[130], new DateOnly(2020, 1, 31), distance: 11);
            Calibration calibration = QuietWindows.Calibrate(study, returns, new EventWindow(first, last), quiet, default);
            windows += calibration.Windows;
            beyond += calibration.Windows * calibration.AdjustedBeyond95!.Value;
        }

        windows.ShouldBeGreaterThan(2000, "the tolerance below is one standard error of a share of 5% over 2,000 windows");
        (beyond / windows).ShouldBe(expected, 0.005);
    }
}
