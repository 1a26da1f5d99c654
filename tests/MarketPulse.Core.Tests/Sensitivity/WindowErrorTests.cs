using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Tests.Sensitivity;

public class WindowErrorTests
{
    [Fact]
    public void Sums_over_every_run_of_sessions_are_squared_averaged_and_corrected()
    {
        double? error = WindowError.Estimate([1, 2, -4, 3], [1, 1, 1, 1], length: 2, correction: 1.5);

        error!.Value.ShouldBe(Math.Sqrt((9 + 4 + 1) / 3.0 * 1.5), 1e-12);
    }

    [Fact]
    public void A_session_without_weight_breaks_runs_and_older_runs_count_less()
    {
        double? error = WindowError.Estimate([1, 2, 100, 3, 1], [0.5, 0.5, 0, 1, 1], length: 2, correction: 1);

        error!.Value.ShouldBe(Math.Sqrt(((0.5 * 9) + 16) / 1.5), 1e-12);
    }

    [Fact]
    public void Without_a_whole_window_there_is_none() =>
        WindowError.Estimate([1, 2, 3], [1, 0, 1], length: 2, correction: 1).ShouldBeNull();
}
