using System.Globalization;
using System.Text;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Encodes any text as a table key, and back. Table Storage refuses <c>/ \ # ?</c> and control characters in keys, and some of its clients
/// mishandle <c>%</c>. Each of them, and <c>~</c> itself, becomes <c>~</c> followed by the four hex digits of its UTF-16 code unit.
/// Characters are encoded one by one, so that the encoding of a prefix is a prefix.
/// </summary>
internal static class TableKey
{
    private const char Escape = '~';

    /// <summary>Encodes a text.</summary>
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

    /// <summary>Decodes a key.</summary>
    /// <exception cref="FormatException">The key was not encoded by <see cref="Encode"/>.</exception>
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
                throw new FormatException($"The key '{stored}' has a '~' without four hex digits at position {i}.");
            }
        }

        return decoded.ToString();
    }

    /// <summary>Whether a table accepts a key as it is.</summary>
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
