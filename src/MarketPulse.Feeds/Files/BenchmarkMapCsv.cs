namespace MarketPulse.Feeds.Files;

/// <summary>
/// The benchmarks of a study by instrument: a CSV with the columns <c>symbol</c> and <c>benchmark</c>, one row per pair. An instrument may
/// have several; its first row names the main one.
/// </summary>
/// <param name="Benchmarks">Benchmarks of each instrument, in the order of the file.</param>
/// <param name="Errors">What is wrong with the file, in the order of its lines.</param>
public sealed record BenchmarkMapCsv(
    IReadOnlyDictionary<string, IReadOnlyList<string>> Benchmarks, IReadOnlyList<InputError> Errors)
{
    /// <summary>Reads a file. A file that cannot be read is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    public static BenchmarkMapCsv Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        CsvTable table = CsvTable.Read(path);
        List<InputError> errors = [.. table.Errors];
        int[] columns = CsvRecords.FindColumns(table.Header, ["symbol", "benchmark"]);
        var benchmarks = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (errors.Count == 0 && (columns.Contains(-1) || table.Rows.Count == 0))
        {
            errors.Add(new InputError(
                path, 1, null, "has no benchmarks; write a header with the columns symbol and benchmark, and one row per pair."));
            return new BenchmarkMapCsv(benchmarks, errors);
        }

        foreach ((int line, string[] fields) in table.Rows)
        {
            string symbol = CsvRecords.Cell(fields, columns[0]), benchmark = CsvRecords.Cell(fields, columns[1]);
            List<string> known = benchmarks.TryGetValue(symbol, out IReadOnlyList<string>? listed) ? (List<string>)listed : [];
            string? problem = symbol.Length == 0 || benchmark.Length == 0 ? "symbol and benchmark are both required; fill both in"
                : symbol == benchmark ? $"{symbol} cannot be its own benchmark; name another"
                : known.Contains(benchmark) ? $"{symbol} and {benchmark} are already on an earlier line; remove one"
                : null;
            if (problem is not null)
            {
                errors.Add(new InputError(path, line, null, $"{problem}."));
                continue;
            }

            known.Add(benchmark);
            benchmarks[symbol] = known;
        }

        return new BenchmarkMapCsv(benchmarks, errors);
    }
}
