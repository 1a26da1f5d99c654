using MarketPulse.Core.Contract;

namespace MarketPulse.Core.Tests.Contract;

public class FigureTextTests
{
    [Theory]
    [InlineData(0.123, 2, "+0.12", "0.12")]
    [InlineData(-0.123, 2, "-0.12", "-0.12")]
    [InlineData(-0.004, 2, "0.00", "0.00")]
    [InlineData(0.004, 2, "0.00", "0.00")]
    [InlineData(-0.0, 1, "0.0", "0.0")]
    [InlineData(-0.4, 0, "0", "0")]
    [InlineData(-1234.5678, 3, "-1234.568", "-1234.568")]
    [InlineData(null, 2, "", "")]
    [InlineData(double.NaN, 2, "", "")]
    [InlineData(double.NegativeInfinity, 2, "", "")]
    public void Figure_that_rounds_to_zero_has_no_sign(double? value, int decimals, string withSign, string plain)
    {
        FigureText.WithSign(value, decimals).ShouldBe(withSign);
        FigureText.Plain(value, decimals).ShouldBe(plain);
    }
}
