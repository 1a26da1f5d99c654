using System.Buffers.Binary;
using Azure.Data.Tables;
using MarketPulse.Core.Markets;

namespace MarketPulse.Storage.Prices;

/// <summary>
/// Stores one year of daily bars in binary columns: dates as 16-bit days of the year, other fields as 64-bit floating-point numbers, little
/// endian.
/// </summary>
internal static class PackedYear
{
    private static readonly (string Column, Func<PriceBar, double> Read)[] Fields =
    [
        ("open", bar => bar.Open),
        ("high", bar => bar.High),
        ("low", bar => bar.Low),
        ("close", bar => bar.Close),
        ("adjclose", bar => bar.AdjustedClose),
        ("volume", bar => bar.Volume),
        ("split", bar => bar.Split),
        ("dividend", bar => bar.Dividend),
    ];

    private const string DaysColumn = "days";

    /// <summary>Writes bars, all of the same year, to the columns of a row.</summary>
    public static void Write(TableEntity row, IReadOnlyList<PriceBar> bars)
    {
        byte[] days = new byte[2 * bars.Count];
        for (int i = 0; i < bars.Count; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(days.AsSpan(2 * i), (short)bars[i].Date.DayOfYear);
        }

        row[DaysColumn] = days;
        row["bars"] = bars.Count;
        foreach ((string column, Func<PriceBar, double> read) in Fields)
        {
            byte[] packed = new byte[8 * bars.Count];
            for (int i = 0; i < bars.Count; i++)
            {
                BinaryPrimitives.WriteDoubleLittleEndian(packed.AsSpan(8 * i), read(bars[i]));
            }

            row[column] = packed;
        }
    }

    /// <summary>Reads the bars of a row for the given year.</summary>
    /// <exception cref="FormatException">The columns have different lengths.</exception>
    public static IEnumerable<PriceBar> Read(TableEntity row, int year)
    {
        byte[] days = row.GetBinary(DaysColumn) ?? [];
        byte[][] fields = [.. Fields.Select(field => row.GetBinary(field.Column) ?? [])];
        int count = days.Length / 2;
        if (fields.Any(field => field.Length != 8 * count))
        {
            throw new FormatException($"The prices of '{row.PartitionKey}' in {year} have columns of different lengths; load them again.");
        }

        var newYear = new DateOnly(year, 1, 1);
        for (int i = 0; i < count; i++)
        {
            double Field(int f) => BinaryPrimitives.ReadDoubleLittleEndian(fields[f].AsSpan(8 * i));
            yield return new PriceBar(
                newYear.AddDays(BinaryPrimitives.ReadInt16LittleEndian(days.AsSpan(2 * i)) - 1),
                Field(0), Field(1), Field(2), Field(3), Field(4), Field(5), Field(6), Field(7));
        }
    }
}
