using System.Globalization;
using System.Text;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Spells any text as a table key and back. Table Storage refuses <c>/ \ # ?</c> and control characters in keys, and some of its clients stumble over
/// <c>%</c>; each becomes <c>~</c> and four hex digits of its UTF-16 unit, as does <c>~</c> itself. Character by character, so prefixes stay prefixes.
/// </summary>
internal static class TableKey
{
    private const char Escape = '~';

    public static string Encode(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        StringBuilder? encoded = null;
        for (int i = 0; i < key.Length; i++)
        {
            if (MustEscape(key, i))
            {
                encoded ??= new StringBuilder(key, 0, i, key.Length + 16);
                encoded.Append(Escape).Append(((int)key[i]).ToString("X4", CultureInfo.InvariantCulture));
            }
            else
            {
                encoded?.Append(key[i]);
            }
        }

        return encoded?.ToString() ?? key;
    }

    /// <exception cref="FormatException">The text is no key of ours.</exception>
    public static string Decode(string stored)
    {
        ArgumentNullException.ThrowIfNull(stored);
        if (!stored.Contains(Escape, StringComparison.Ordinal))
        {
            return stored;
        }

        var decoded = new StringBuilder(stored.Length);
        for (int i = 0; i < stored.Length; i++)
        {
            if (stored[i] != Escape)
            {
                decoded.Append(stored[i]);
            }
            else if (i + 4 < stored.Length
                && ushort.TryParse(stored.AsSpan(i + 1, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
            {
                decoded.Append((char)unit);
                i += 4;
            }
            else
            {
                throw new FormatException($"The key '{stored}' has '~' without four hex digits at {i}.");
            }
        }

        return decoded.ToString();
    }

    /// <summary>Whether a table takes the key as it stands.</summary>
    public static bool IsStorable(string stored)
    {
        for (int i = 0; i < stored.Length; i++)
        {
            if (stored[i] != Escape && MustEscape(stored, i))
            {
                return false;
            }
        }

        return true;
    }

    private static bool MustEscape(string key, int i)
    {
        char c = key[i];
        return c is '/' or '\\' or '#' or '?' or '%' or Escape or '\uFFFE' or '\uFFFF'
            || char.IsControl(c)
            || (char.IsHighSurrogate(c) && !(i + 1 < key.Length && char.IsLowSurrogate(key[i + 1])))
            || (char.IsLowSurrogate(c) && !(i > 0 && char.IsHighSurrogate(key[i - 1])));
    }
}
