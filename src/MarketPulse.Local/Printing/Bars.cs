namespace MarketPulse.Local.Printing;

/// <summary>Charts made of characters: bars with a zero line, and sparklines.</summary>
internal static class Bars
{
    /// <summary>Longest bar to either side of the zero line, in characters.</summary>
    private const int Half = 6;

    private const string Levels = "▁▂▃▄▅▆▇█";

    /// <summary>A bar from the zero line, to the left for a negative value; empty without a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="greatest">The greatest absolute value of the column, whose bar has the full length.</param>
    public static string Of(double? value, double greatest)
    {
        if (value is not { } number || !(greatest > 0))
        {
            return "";
        }

        // A value that is not zero shows at least half a block.
        int halves = Math.Clamp((int)Math.Round(2 * Half * Math.Abs(number) / greatest), number == 0 ? 0 : 1, 2 * Half);
        string full = new('█', halves / 2);
        return number < 0
            ? ((halves % 2 == 1 ? "▐" : "") + full).PadLeft(Half) + "│"
            : new string(' ', Half) + "│" + full + (halves % 2 == 1 ? "▌" : "");
    }

    /// <summary>The values as a line of blocks, lowest to highest; a missing value is a blank. More than fit are averaged.</summary>
    /// <param name="values">The values in order.</param>
    /// <param name="width">Most characters of the line.</param>
    public static string Sparkline(IReadOnlyList<double?> values, int width)
    {
        int length = Math.Min(width, values.Count);
        double?[] points = [.. Enumerable.Range(0, length).Select(i =>
            values.Skip(i * values.Count / length).Take(((i + 1) * values.Count / length) - (i * values.Count / length)).Average())];
        if (points.Min() is not { } lowest || points.Max() is not { } highest)
        {
            return "";
        }

        double range = highest > lowest ? highest - lowest : 1;
        return string.Concat(points.Select(
            point => point is { } number ? Levels[(int)Math.Round((Levels.Length - 1) * (number - lowest) / range)] : ' '));
    }
}
