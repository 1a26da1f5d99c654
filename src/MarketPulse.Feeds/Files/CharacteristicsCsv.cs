using System.Globalization;
using MarketPulse.Core.Impact.Batch;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// Characteristics of instruments: a CSV with a column <c>symbol</c> and one column of numbers per characteristic, such as
/// <c>china_sales</c>.
/// </summary>
/// <param name="Characteristics">The characteristics of the rows without error.</param>
/// <param name="Errors">What is wrong with the file, in the order of its lines.</param>
public sealed record CharacteristicsCsv(InstrumentCharacteristics Characteristics, IReadOnlyList<InputError> Errors)
{
    private const string SymbolColumn = "symbol";

    /// <summary>Reads a file. A file that cannot be read is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    public static CharacteristicsCsv Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        CsvTable table = CsvTable.Read(path);
        List<InputError> errors = [.. table.Errors];
        int symbol = CsvRecords.FindColumns(table.Header, [SymbolColumn])[0];
        int[] columns = [.. Enumerable.Range(0, table.Header.Length).Where(column => column != symbol)];
        string[] names = [.. columns.Select(column => table.Header[column])];
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        if (errors.Count == 0 && (symbol < 0 || columns.Length == 0 || table.Rows.Count == 0))
        {
            errors.Add(new InputError(
                path, 1, null,
                "has no characteristics; write a header with symbol and one column per characteristic, and a row per symbol."));
        }
        else if (Array.Find(names, name => name.Length == 0 || name == CharacteristicEffect.Constant || names.Count(n => n == name) > 1)
            is { } bad)
        {
            errors.Add(new InputError(path, 1, null, $"the column name '{bad}' is empty, reserved or repeated; rename the column."));
        }

        foreach ((int line, string[] fields) in errors.Count == 0 ? table.Rows : [])
        {
            double[] numbers = Array.ConvertAll(columns, column => Number(CsvRecords.Cell(fields, column)));
            int wrong = Array.FindIndex(numbers, number => !double.IsFinite(number));
            string name = CsvRecords.Cell(fields, symbol);
            string? problem = name.Length == 0 ? "symbol is empty; fill it in"
                : wrong >= 0
                    ? $"{names[wrong]} '{CsvRecords.Cell(fields, columns[wrong])}' is not a number; write it like 0.25, or remove the row"
                : !values.TryAdd(name, numbers) ? $"{name} is repeated; keep one row"
                : null;
            if (problem is not null)
            {
                errors.Add(new InputError(path, line, null, $"{problem}."));
            }
        }

        return new CharacteristicsCsv(new InstrumentCharacteristics(names, values), errors);
    }

    private static double Number(string cell) =>
        double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : double.NaN;
}
