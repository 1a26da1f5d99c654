using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Tests.Printing;

public sealed class BarsTests
{
    [Theory]
    [InlineData(3.0, "      │██████")]
    [InlineData(1.5, "      │███")]
    [InlineData(-3.0, "██████│")]
    [InlineData(-1.5, "   ███│")]
    [InlineData(0.001, "      │▌")]
    [InlineData(-0.001, "     ▐│")]
    [InlineData(0.0, "      │")]
    public void A_bar_leaves_the_zero_line_in_the_direction_of_its_value(double value, string bar) => Bars.Of(value, 3).ShouldBe(bar);

    [Fact]
    public void Without_a_value_or_a_scale_there_is_no_bar()
    {
        Bars.Of(null, 3).ShouldBeEmpty();
        Bars.Of(0, 0).ShouldBeEmpty();
    }

    [Fact]
    public void A_sparkline_goes_from_the_lowest_to_the_highest_block_and_leaves_gaps() =>
        Bars.Sparkline([0, null, 7, 3], 10).ShouldBe("▁ █▄");

    [Fact]
    public void More_values_than_characters_are_averaged() => Bars.Sparkline([0, 0, 10, 10], 2).ShouldBe("▁█");

    [Fact]
    public void A_sparkline_of_nothing_is_empty() => Bars.Sparkline([null, null], 10).ShouldBeEmpty();
}
