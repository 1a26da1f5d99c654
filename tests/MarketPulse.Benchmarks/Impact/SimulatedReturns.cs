using MarketPulse.Core.Markets;

namespace MarketPulse.Benchmarks.Impact;

/// <summary>Seeded returns and volumes with the magnitude of daily ones.</summary>
internal sealed class SimulatedReturns(int seed)
{
    private ulong _state = (ulong)seed * 0x9E3779B97F4A7C15UL + 1;

    /// <summary>Factor returns, 1% a day.</summary>
    public double[] Factor(int days) => Noise(days, 0.01);

    /// <summary>An instrument that follows the first factor with beta 1.2 and each further factor with beta 0.3.</summary>
    public ReturnSeries Instrument(string symbol, IReadOnlyList<double[]> factors)
    {
        int days = factors[0].Length;
        double[] returns = Noise(days, 0.012);
        for (int k = 0; k < factors.Count; k++)
        {
            System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(factors[k], k == 0 ? 1.2 : 0.3, returns, returns);
        }

        double[] volumes = Noise(days, 250_000);
        System.Numerics.Tensors.TensorPrimitives.Add(volumes, 2_000_000, volumes);
        return new ReturnSeries(symbol, returns, factors, volumes);
    }

    /// <summary>Positions of event days in random order that leave room for the estimation and event windows.</summary>
    public int[] Days(int count, int days) => [.. Enumerable.Range(0, count).Select(_ => 300 + (int)(Next() % (ulong)(days - 320)))];

    /// <summary>Sums of twelve uniforms less six: close to normal within four deviations, and fast.</summary>
    private double[] Noise(int count, double deviation)
    {
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            // Three draws of four 16-bit uniforms each.
            ulong sum = 0;
            for (int draw = 0; draw < 3; draw++)
            {
                ulong bits = Next();
                sum += (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48);
            }

            values[i] = deviation * ((sum / 65536.0) - 6);
        }

        return values;
    }

    /// <summary>SplitMix64 (Steele, Lea and Flood 2014).</summary>
    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
