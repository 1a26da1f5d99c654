using System.Globalization;

namespace MarketPulse.Core.Contract;

/// <summary>How rounded figures are written for people. A figure that rounds to zero has no sign, so -0.001 is 0.00, never -0.00.</summary>
public static class FigureText
{
    /// <summary>A figure with its sign, e.g. <c>+0.12</c>; empty for null and what is not finite.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="decimals">Number of decimals.</param>
    public static string WithSign(double? value, int decimals) => Write(value, decimals, "+");

    /// <summary>A figure of which only a negative sign is written, e.g. <c>0.12</c>; empty for null and what is not finite.</summary>
    /// <param name="value">The figure.</param>
    /// <param name="decimals">Number of decimals.</param>
    public static string Plain(double? value, int decimals) => Write(value, decimals, "");

    private static string Write(double? value, int decimals, string plus)
    {
        if (value is not { } number || !double.IsFinite(number))
        {
            return "";
        }

        // The third section is for zero, and for what the first two would round to zero.
        string digits = decimals == 0 ? "0" : "0." + new string('0', decimals);
        return number.ToString($"{plus}{digits};-{digits};{digits}", CultureInfo.InvariantCulture);
    }
}
