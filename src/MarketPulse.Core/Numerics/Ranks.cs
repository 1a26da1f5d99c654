using System.Buffers;
using System.Numerics;
using System.Numerics.Tensors;

namespace MarketPulse.Core.Numerics;

/// <summary>Ranks from 1; tied values share their average rank.</summary>
internal static class Ranks
{
    /// <summary>
    /// Moves per value that the insertion pass may take; values that crowd into a few steps exceed it and are sorted by comparison instead.
    /// </summary>
    private const int MovesAllowed = 8;

    /// <summary>
    /// Writes the rank of each value. The range of the values is divided into 32 or more steps per value; values are sorted by step with a
    /// radix sort, and an insertion pass orders those within a step. On returns this takes linear time.
    /// </summary>
    public static void Compute(ReadOnlySpan<double> values, Span<double> ranks)
    {
        int n = values.Length, bits = (BitOperations.Log2((uint)Math.Max(1, n)) + 7) / 2;
        int[] rented = ArrayPool<int>.Shared.Rent((3 * n) + (2 << bits));
        double[] sorted = ArrayPool<double>.Shared.Rent(n);
        Span<int> order = rented.AsSpan(0, n), scratch = rented.AsSpan(n, (2 * n) + (2 << bits));
        bool ties = false;
        if (!TryOrder(values, bits, order, sorted.AsSpan(0, n), scratch, ref ties))
        {
            for (int i = 0; i < n; i++)
            {
                (order[i], sorted[i]) = (i, values[i]);
            }

            sorted.AsSpan(0, n).Sort(order);
            ties = true;
        }

        if (ties)
        {
            Share(sorted.AsSpan(0, n), order, ranks);
        }
        else
        {
            for (int i = 0; i < order.Length; i++)
            {
                ranks[order[i]] = i + 1;
            }
        }

        ArrayPool<double>.Shared.Return(sorted);
        ArrayPool<int>.Shared.Return(rented);
    }

    private static void Share(ReadOnlySpan<double> sorted, ReadOnlySpan<int> order, Span<double> ranks)
    {
        for (int i = 0; i < order.Length;)
        {
            int end = i + 1;
            while (end < order.Length && sorted[end] == sorted[i])
            {
                end++;
            }

            double rank = 0.5 * (i + 1 + end);
            for (; i < end; i++)
            {
                ranks[order[i]] = rank;
            }
        }
    }

    private static bool TryOrder(
        ReadOnlySpan<double> values, int bits, Span<int> order, Span<double> sorted, Span<int> scratch, ref bool ties)
    {
        int n = values.Length, digits = 1 << bits, mask = digits - 1;
        double low = n == 0 ? 0 : TensorPrimitives.Min(values);
        double scale = n == 0 ? 0 : ((1 << (2 * bits)) - 1) / (TensorPrimitives.Max(values) - low);
        if (!double.IsFinite(scale))
        {
            return false;
        }

        Span<int> step = scratch[..n], byLow = scratch.Slice(n, n);
        Span<int> lowStart = scratch.Slice(2 * n, digits), highStart = scratch.Slice((2 * n) + digits, digits);
        lowStart.Clear();
        highStart.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            int s = (int)((values[i] - low) * scale);
            step[i] = s;
            lowStart[s & mask]++;
            highStart[s >> bits]++;
        }

        ToStarts(lowStart);
        ToStarts(highStart);
        for (int i = 0; i < step.Length; i++)
        {
            byLow[lowStart[step[i] & mask]++] = i;
        }

        foreach (int i in byLow)
        {
            order[highStart[step[i] >> bits]++] = i;
        }

        return Insert(values, order, sorted, ref ties);
    }

    private static void ToStarts(Span<int> counts)
    {
        int sum = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            int count = counts[i];
            counts[i] = sum;
            sum += count;
        }
    }

    private static bool Insert(ReadOnlySpan<double> values, Span<int> order, Span<double> sorted, ref bool ties)
    {
        int moves = MovesAllowed * order.Length;
        double last = double.NegativeInfinity;
        for (int i = 0; i < order.Length; i++)
        {
            int moving = order[i];
            double value = values[moving];
            if (value > last)
            {
                sorted[i] = last = value;
                continue;
            }

            int j = i;
            for (; j > 0 && sorted[j - 1] > value; j--)
            {
                sorted[j] = sorted[j - 1];
                order[j] = order[j - 1];
            }

            ties |= j > 0 && sorted[j - 1] == value;
            sorted[j] = value;
            order[j] = moving;
            moves -= i - j;
            if (moves < 0)
            {
                return false;
            }

            last = sorted[i];
        }

        return true;
    }
}
