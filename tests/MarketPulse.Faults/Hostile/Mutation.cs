using System.Text;

namespace MarketPulse.Faults.Hostile;

/// <summary>
/// Mutates inputs in ways that tend to find bugs: parts are removed, repeated, spliced with another input, or replaced by special
/// characters.
/// </summary>
internal static class Mutation
{
    private static readonly string[] Pieces =
    [
        "\0", "\u202E", "\uD800", "\uDC00", "\uFFFF", "\u0301", "\uFDFA",
        "NaN", "Infinity", "-1", "1e999", "99999999999999999999", "2147483648", "0x1F",
        "'", "\"", "\\", "/", "<", ">", "&", "]]>", "<!--", "{", "}", "[", "]", ",", ";", "\r", "\n", "\t", "=", "+", "@", " ",
        "%00", "../", "9999-12-31", "0001-01-01", "0000-00-00", "null", "true",
    ];

    /// <summary>Mutates an input, one to four times.</summary>
    public static string Mutate(string text, string other, Random random)
    {
        var changed = new StringBuilder(text);
        for (int changes = 1 + random.Next(4); changes > 0; changes--)
        {
            int at = random.Next(changed.Length + 1);
            int length = Math.Min(random.Next(1, 20), changed.Length - at);
            switch (random.Next(6))
            {
                case 0:
                    changed.Insert(at, Pieces[random.Next(Pieces.Length)]);
                    break;
                case 1:
                    changed.Remove(at, length);
                    break;
                case 2:
                    changed.Insert(at, changed.ToString(at, length));
                    break;
                case 3:
                    changed.Insert(at, other.AsSpan(random.Next(other.Length + 1)));
                    break;
                case 4 when length > 0:
                    changed[at] = (char)random.Next(char.MaxValue + 1);
                    break;
                default:
                    changed.Length = at;
                    break;
            }
        }

        return changed.ToString();
    }
}
