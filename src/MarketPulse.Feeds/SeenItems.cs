using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Feeds;

/// <summary>
/// Remembers the items that a feed has delivered: six bytes of the hash of each of the latest four thousand, which is small enough to store
/// in a cursor.
/// </summary>
internal sealed class SeenItems
{
    private const int Width = 6;
    private const int Most = 4000;

    private readonly HashSet<ulong> _seen;
    private readonly List<ulong> _order;

    private SeenItems(List<ulong> order)
    {
        _order = order;
        _seen = [.. order];
    }

    /// <summary>
    /// Parses the output of <see cref="ToString"/>. Any other text means no items, which repeats deliveries but loses none.
    /// </summary>
    public static SeenItems Parse(string? text)
    {
        byte[] bytes = new byte[Width * Most];
        var order = new List<ulong>();
        if (text is not null && Convert.TryFromBase64String(text, bytes, out int length) && length % Width == 0)
        {
            for (int i = 0; i < length; i += Width)
            {
                order.Add(Read(bytes.AsSpan(i, Width)));
            }
        }

        return new SeenItems(order);
    }

    /// <summary>Adds an item.</summary>
    /// <returns>False when it was delivered before.</returns>
    public bool Add(string item)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(item), hash);
        ulong key = Read(hash[..Width]);
        if (!_seen.Add(key))
        {
            return false;
        }

        _order.Add(key);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        ReadOnlySpan<ulong> latest = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_order)[Math.Max(0, _order.Count - Most)..];
        byte[] bytes = new byte[Width * latest.Length];
        for (int i = 0; i < latest.Length; i++)
        {
            for (int b = 0; b < Width; b++)
            {
                bytes[(Width * i) + b] = (byte)(latest[i] >> (8 * b));
            }
        }

        return Convert.ToBase64String(bytes);
    }

    private static ulong Read(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        for (int b = 0; b < Width; b++)
        {
            value |= (ulong)bytes[b] << (8 * b);
        }

        return value;
    }
}
