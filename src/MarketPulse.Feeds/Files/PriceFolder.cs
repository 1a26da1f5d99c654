using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>A folder with one CSV of daily bars per symbol.</summary>
public static class PriceFolder
{
    /// <summary>The CSV files of a folder, without its subfolders, sorted by name.</summary>
    public static IReadOnlyList<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder).Where(IsCsv).Order(StringComparer.Ordinal)];

    /// <summary>Reads every CSV file of a folder, in parallel. The results are sorted by file name.</summary>
    /// <param name="csv">The reader.</param>
    /// <param name="folder">The folder.</param>
    /// <param name="change">How a symbol's changes are measured; null for returns of every symbol.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<PriceFile> Read(PriceCsv csv, string folder, Func<string, PriceChange>? change = null)
    {
        PriceChange ChangeOf(string path) => change?.Invoke(PriceCsv.SymbolOf(path)) ?? PriceChange.Return;
        return [.. Files(folder).AsParallel().AsOrdered().Select(path => csv.Read(path, change: ChangeOf(path)))];
    }

    internal static bool IsCsv(string path) => Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase);
}
