namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Min-wise hash signatures of texts (Broder 1997). The share of equal places of two signatures estimates the share of word triples that
/// the texts have in common. Finds near copies of reports; headlines alone are too short.
/// </summary>
internal static class MinHash
{
    /// <summary>Number of places in a signature: the standard error of an estimate near 0.7 is 0.06.</summary>
    public const int Length = 64;

    /// <summary>
    /// Number of places per band: texts are compared if one of sixteen bands agrees, which finds 99% of those with a similarity of 0.7.
    /// </summary>
    public const int BandRows = 4;

    private const int ShingleWords = 3;
    private const int MinWords = 8;

    // The first pages identify a report; the rest of a long text must not cost time.
    private const int MaxWords = 2000;

    private static readonly (ulong Multiplier, ulong Addend)[] Hashes = CreateHashes();

    /// <summary>The signature of a normalised text; empty for less than eight words.</summary>
    public static IReadOnlyList<uint> Sign(string normalText)
    {
        Span<Range> ranges = new Range[MaxWords + 1];
        int words = Math.Min(normalText.AsSpan().Split(ranges, ' ', StringSplitOptions.RemoveEmptyEntries), MaxWords);
        if (words < MinWords)
        {
            return [];
        }

        Span<ulong> wordHashes = new ulong[words];
        for (int i = 0; i < words; i++)
        {
            wordHashes[i] = Fnv(normalText.AsSpan()[ranges[i]]);
        }

        uint[] signature = new uint[Length];
        Array.Fill(signature, uint.MaxValue);
        for (int i = 0; i + ShingleWords <= words; i++)
        {
            ulong shingle = Mix((Mix((Mix(wordHashes[i]) ^ wordHashes[i + 1])) ^ wordHashes[i + 2]));
            for (int j = 0; j < Length; j++)
            {
                uint value = (uint)(((shingle * Hashes[j].Multiplier) + Hashes[j].Addend) >> 32);
                signature[j] = Math.Min(signature[j], value);
            }
        }

        return signature;
    }

    /// <summary>Estimated Jaccard similarity, 0 to 1; 0 when either signature is empty.</summary>
    public static double Similarity(uint[] one, uint[] other)
    {
        if (one.Length != Length || other.Length != Length)
        {
            return 0;
        }

        int equal = 0;
        for (int i = 0; i < Length; i++)
        {
            equal += one[i] == other[i] ? 1 : 0;
        }

        return (double)equal / Length;
    }

    /// <summary>Keys under which a signature is indexed; none for an empty one.</summary>
    public static IEnumerable<ulong> Bands(uint[] signature)
    {
        for (int start = 0; start + BandRows <= signature.Length; start += BandRows)
        {
            ulong key = (ulong)start + 1;
            for (int i = start; i < start + BandRows; i++)
            {
                key = Mix(key ^ signature[i]);
            }

            yield return key;
        }
    }

    private static (ulong Multiplier, ulong Addend)[] CreateHashes()
    {
        var hashes = new (ulong, ulong)[Length];
        ulong state = 0x4D61726B65745075;
        for (int i = 0; i < Length; i++)
        {
            hashes[i] = (Next(ref state) | 1, Next(ref state));
        }

        return hashes;

        // Stored signatures must stay valid across runtime versions, so the constants do not come from System.Random.
        static ulong Next(ref ulong state)
        {
            state += 0x9E3779B97F4A7C15;
            return Mix(state);
        }
    }

    // The finaliser of SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Mix(ulong x)
    {
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    private static ulong Fnv(ReadOnlySpan<char> word)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in word)
        {
            hash = (hash ^ c) * 1099511628211;
        }

        return hash;
    }
}
