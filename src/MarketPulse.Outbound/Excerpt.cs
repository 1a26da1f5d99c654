using System.Globalization;
using System.Text;

namespace MarketPulse.Outbound;

/// <summary>The beginning of a response, in a form that is safe to show in a message.</summary>
public static class Excerpt
{
    /// <summary>The first 80 bytes as one line of printable characters.</summary>
    public static string FromBytes(ReadOnlySpan<byte> body)
    {
        string start = Encoding.UTF8.GetString(body[..Math.Min(80, body.Length)]);
        var text = new StringBuilder(start.Length);
        foreach (char c in start)
        {
            text.Append(IsPrintable(c) ? c : ' ');
        }

        return text.ToString().Trim();
    }

    private static bool IsPrintable(char c) =>
        !char.IsControl(c) && c != '\uFFFD' && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Surrogate);
}
