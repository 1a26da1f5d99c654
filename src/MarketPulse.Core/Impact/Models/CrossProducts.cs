using System.Numerics;
using System.Runtime.InteropServices;

namespace MarketPulse.Core.Impact.Models;

/// <summary>
/// Means and centred cross products of columns, computed four columns at a time so that a value once loaded serves several sums.
/// </summary>
internal static class CrossProducts
{
    private const int Tile = 4;

    /// <summary>Index of an entry in the packed lower triangle.</summary>
    public static int Packed(int row, int column) => (row * (row + 1) / 2) + column;

    /// <summary>Writes the mean of each column.</summary>
    public static void Means(in FactorColumns columns, Span<double> means)
    {
        int number = columns.Number, last = number - 1;
        for (int first = 0; first < number; first += Tile)
        {
            int second = Math.Min(first + 1, last), third = Math.Min(first + 2, last), fourth = Math.Min(first + 3, last);
            ReadOnlySpan<double> a = columns[first], b = columns[second], c = columns[third], d = columns[fourth];
            ReadOnlySpan<Vector<double>> va = Vectors(a), vb = Vectors(b), vc = Vectors(c), vd = Vectors(d);
            Vector<double> sa = default, sb = default, sc = default, sd = default;
            for (int i = 0; i < va.Length; i++)
            {
                sa += va[i];
                sb += vb[i];
                sc += vc[i];
                sd += vd[i];
            }

            double inverse = 1.0 / a.Length;
            means[first] = Finish(sa, a) * inverse;
            means[second] = Finish(sb, b) * inverse;
            means[third] = Finish(sc, c) * inverse;
            means[fourth] = Finish(sd, d) * inverse;
        }
    }

    /// <summary>
    /// Mean distance of a column from its computed mean: the rounding error of the mean when the values are far from zero.
    /// </summary>
    public static double Rest(ReadOnlySpan<double> column, double mean)
    {
        double sum = 0;
        foreach (double value in column)
        {
            sum += value - mean;
        }

        return sum / column.Length;
    }

    /// <summary>
    /// Writes the sums of products of every column with itself and those before it, about their means: the lower triangle, row by row.
    /// </summary>
    /// <param name="columns">The n columns.</param>
    /// <param name="means">Mean of each column.</param>
    /// <param name="products">Receives n (n + 1) / 2 sums.</param>
    public static void Compute(in FactorColumns columns, ReadOnlySpan<double> means, Span<double> products)
    {
        int number = columns.Number;
        for (int first = 0; first < number; first += Tile)
        {
            for (int row = first; row < Math.Min(first + Tile, number); row++)
            {
                for (int before = 0; before < first; before += Tile)
                {
                    OneByFour(columns, means, row, before, products);
                }
            }

            FourByFour(columns, means, first, products);
        }

        AddTail(columns, means, products);
    }

    private static ReadOnlySpan<Vector<double>> Vectors(ReadOnlySpan<double> values) =>
        MemoryMarshal.Cast<double, Vector<double>>(values);

    /// <summary>Adds the values after the last full vector.</summary>
    private static double Finish(Vector<double> sums, ReadOnlySpan<double> values)
    {
        double sum = Vector.Sum(sums);
        foreach (double value in values[(values.Length / Vector<double>.Count * Vector<double>.Count)..])
        {
            sum += value;
        }

        return sum;
    }

    private static void OneByFour(in FactorColumns columns, ReadOnlySpan<double> means, int row, int first, Span<double> products)
    {
        int second = first + 1, third = first + 2, fourth = first + 3;
        ReadOnlySpan<Vector<double>> x = Vectors(columns[row]);
        ReadOnlySpan<Vector<double>> a = Vectors(columns[first]), b = Vectors(columns[second]);
        ReadOnlySpan<Vector<double>> c = Vectors(columns[third]), d = Vectors(columns[fourth]);
        Vector<double> mx = new(means[row]);
        Vector<double> ma = new(means[first]), mb = new(means[second]), mc = new(means[third]), md = new(means[fourth]);
        Vector<double> xa = default, xb = default, xc = default, xd = default, xx = default;
        for (int i = 0; i < x.Length; i++)
        {
            Vector<double> value = x[i] - mx;
            xa = Vector.FusedMultiplyAdd(value, a[i] - ma, xa);
            xb = Vector.FusedMultiplyAdd(value, b[i] - mb, xb);
            xc = Vector.FusedMultiplyAdd(value, c[i] - mc, xc);
            xd = Vector.FusedMultiplyAdd(value, d[i] - md, xd);
            xx = Vector.FusedMultiplyAdd(value, value, xx);
        }

        int at = Packed(row, first);
        products[at] = Vector.Sum(xa);
        products[at + 1] = Vector.Sum(xb);
        products[at + 2] = Vector.Sum(xc);
        products[at + 3] = Vector.Sum(xd);
        products[Packed(row, row)] = Vector.Sum(xx);
    }

    /// <summary>The products of up to four columns with each other; when there are fewer, the last one replaces those missing.</summary>
    private static void FourByFour(in FactorColumns columns, ReadOnlySpan<double> means, int first, Span<double> products)
    {
        int last = columns.Number - 1;
        int second = Math.Min(first + 1, last), third = Math.Min(first + 2, last), fourth = Math.Min(first + 3, last);
        if (first == last && first > 0)
        {
            // Its product with itself was computed with those before it.
            return;
        }

        ReadOnlySpan<Vector<double>> a = Vectors(columns[first]), b = Vectors(columns[second]);
        ReadOnlySpan<Vector<double>> c = Vectors(columns[third]), d = Vectors(columns[fourth]);
        Vector<double> ma = new(means[first]), mb = new(means[second]), mc = new(means[third]), md = new(means[fourth]);
        Vector<double> aa = default, ba = default, bb = default, ca = default, cb = default, cc = default;
        Vector<double> da = default, db = default, dc = default, dd = default;
        for (int i = 0; i < a.Length; i++)
        {
            Vector<double> va = a[i] - ma, vb = b[i] - mb, vc = c[i] - mc, vd = d[i] - md;
            aa = Vector.FusedMultiplyAdd(va, va, aa);
            ba = Vector.FusedMultiplyAdd(vb, va, ba);
            bb = Vector.FusedMultiplyAdd(vb, vb, bb);
            ca = Vector.FusedMultiplyAdd(vc, va, ca);
            cb = Vector.FusedMultiplyAdd(vc, vb, cb);
            cc = Vector.FusedMultiplyAdd(vc, vc, cc);
            da = Vector.FusedMultiplyAdd(vd, va, da);
            db = Vector.FusedMultiplyAdd(vd, vb, db);
            dc = Vector.FusedMultiplyAdd(vd, vc, dc);
            dd = Vector.FusedMultiplyAdd(vd, vd, dd);
        }

        products[Packed(first, first)] = Vector.Sum(aa);
        products[Packed(second, first)] = Vector.Sum(ba);
        products[Packed(second, second)] = Vector.Sum(bb);
        products[Packed(third, first)] = Vector.Sum(ca);
        products[Packed(third, second)] = Vector.Sum(cb);
        products[Packed(third, third)] = Vector.Sum(cc);
        products[Packed(fourth, first)] = Vector.Sum(da);
        products[Packed(fourth, second)] = Vector.Sum(db);
        products[Packed(fourth, third)] = Vector.Sum(dc);
        products[Packed(fourth, fourth)] = Vector.Sum(dd);
    }

    /// <summary>Adds the products of the bars after the last full vector.</summary>
    private static void AddTail(in FactorColumns columns, ReadOnlySpan<double> means, Span<double> products)
    {
        for (int i = columns.Count / Vector<double>.Count * Vector<double>.Count; i < columns.Count; i++)
        {
            for (int row = 0, at = 0; row < columns.Number; row++)
            {
                double distance = columns[row][i] - means[row];
                for (int column = 0; column <= row; column++)
                {
                    products[at++] += distance * (columns[column][i] - means[column]);
                }
            }
        }
    }
}
