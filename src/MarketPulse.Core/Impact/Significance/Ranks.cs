using System.Buffers;

namespace MarketPulse.Core.Impact.Significance;

/// <summary>Ranks from 1, ties sharing the average of theirs.</summary>
internal static class Ranks
{
    private const int Smallest = 16;

    /// <summary>
    /// Writes the rank of each value. Values are dealt into about as many buckets as there are values, evenly over their range, and each
    /// bucket is sorted: on returns that is linear time.
    /// </summary>
    public static void Of(ReadOnlySpan<double> values, Span<double> ranks)
    {
        int n = values.Length;
        int[] rented = ArrayPool<int>.Shared.Rent((3 * n) + 2 + Smallest);
        Span<int> order = rented.AsSpan(0, n);
        Order(values, order, rented.AsSpan(n));
        for (int i = 0; i < n;)
        {
            int end = i + 1;
            double value = values[order[i]];
            while (end < n && values[order[end]] == value)
            {
                end++;
            }

            double rank = 0.5 * (i + 1 + end);
            for (; i < end; i++)
            {
                ranks[order[i]] = rank;
            }
        }

        ArrayPool<int>.Shared.Return(rented);
    }

    private static void Order(ReadOnlySpan<double> values, Span<int> order, Span<int> scratch)
    {
        int n = values.Length;
        double low = double.PositiveInfinity, high = double.NegativeInfinity;
        foreach (double value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        double scale = (n - 1) / (high - low);
        if (!double.IsFinite(scale))
        {
            scale = 0;
        }

        Span<int> bucket = scratch[..n], start = scratch.Slice(n, n + 1);
        start.Clear();
        for (int i = 0; i < n; i++)
        {
            int b = (int)((values[i] - low) * scale);
            bucket[i] = b;
            start[b + 1]++;
        }

        for (int b = 1; b <= n; b++)
        {
            start[b] += start[b - 1];
        }

        for (int i = 0; i < n; i++)
        {
            order[start[bucket[i]]++] = i;
        }

        // Each start has moved to its bucket's end.
        for (int b = 0, from = 0; b < n; b++)
        {
            SortBucket(values, order[from..start[b]]);
            from = start[b];
        }
    }

    private static void SortBucket(ReadOnlySpan<double> values, Span<int> bucket)
    {
        if (bucket.Length > Smallest)
        {
            var keys = new double[bucket.Length];
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = values[bucket[i]];
            }

            keys.AsSpan().Sort(bucket);
            return;
        }

        for (int i = 1; i < bucket.Length; i++)
        {
            int moving = bucket[i];
            double value = values[moving];
            int j = i - 1;
            while (j >= 0 && values[bucket[j]] > value)
            {
                bucket[j + 1] = bucket[j];
                j--;
            }

            bucket[j + 1] = moving;
        }
    }
}
