using System.Globalization;
using System.Text;

namespace MarketPulse.Outbound;

/// <summary>The beginning of what another machine answered, fit to be shown to a person.</summary>
public static class Excerpt
{
    /// <summary>The first 80 bytes as one line of printable characters.</summary>
    public static string FromBytes(ReadOnlySpan<byte> body)
    {
        string start = Encoding.UTF8.GetString(body[..Math.Min(80, body.Length)]);
        var text = new StringBuilder(start.Length);
        foreach (char c in start)
        {
            bool printable = !char.IsControl(c) && char.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.Surrogate) && c != '\uFFFD';
            text.Append(printable ? c : ' ');
        }

        return text.ToString().Trim();
    }
}
