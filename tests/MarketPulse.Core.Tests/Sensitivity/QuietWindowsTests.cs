using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

public class QuietWindowsTests
{
    private static readonly DateOnly FirstDay = new(2024, 1, 1);

    [Fact]
    public void Days_within_six_sessions_of_an_event_are_not_quiet()
    {
        JoinedReturns returns = Returns(40);
        IReadOnlyList<int> quiet = QuietWindows.Positions(returns, [returns.Dates[20]], returns.Dates[0], returns.Dates[^1]);

        quiet.ShouldBe([.. Enumerable.Range(0, 15), .. Enumerable.Range(26, 13)]);
    }

    [Fact]
    public void Unfinished_windows_are_left_out_and_shares_are_of_those_scored()
    {
        JoinedReturns returns = Returns(300);
        Calibration calibration = QuietWindows.Calibrate(
            new EventStudy(new StudyOptions()), returns, new EventWindow(0, 5), [.. Enumerable.Range(200, returns.Count - 200)], default);

        calibration.Windows.ShouldBe(returns.Count - 200 - 5);
        calibration.LastDay.ShouldBe(returns.Dates[^6]);
        calibration.AdjustedBeyond95!.Value.ShouldBeInRange(0, 0.3);
        calibration.AdjustedBeyond99!.Value.ShouldBeLessThanOrEqualTo(calibration.AdjustedBeyond95.Value);
    }

    private static JoinedReturns Returns(int days)
    {
        var random = new Random(3);
        return JoinedReturns.Join(History("A"), History("M"));

        PriceHistory History(string symbol)
        {
            double price = 100;
            return new PriceHistory
            {
                Symbol = symbol,
                Bars =
                [
                    .. Enumerable.Range(0, days)
                        .Select(i => PriceBar.OfClose(FirstDay.AddDays(i), price *= 1 + (0.02 * (random.NextDouble() - 0.5)))),
                ],
            };
        }
    }
}
