using System.Text.Json;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// The content of <c>portfolios.json</c>: an array of <c>{"name": "CHINA", "symbol": "FXI", "weight": 0.5}</c>, one entry per member. If
/// the members have different benchmarks, <c>"benchmark"</c> on one of the entries sets the portfolio's.
/// </summary>
/// <param name="Portfolios">The portfolios whose entries are all valid.</param>
/// <param name="Errors">What is wrong with the others.</param>
public sealed record PortfolioJson(IReadOnlyList<Portfolio> Portfolios, IReadOnlyList<InputError> Errors)
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNameCaseInsensitive = true,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a file. A file that cannot be read is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    public static PortfolioJson Read(string path)
    {
        try
        {
            return FromEntries(JsonSerializer.Deserialize<Entry?[]>(File.ReadAllBytes(path), Options) ?? [], path);
        }
        catch (JsonException e)
        {
            int line = (int)(e.LineNumber ?? 0) + 1;
            return new PortfolioJson([], [new InputError(path, line, null, "this is not an array of name, symbol and weight.")]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PortfolioJson([], [new InputError(path, null, null, $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>The portfolios that are valid for a watchlist; the others become errors.</summary>
    /// <param name="path">Name of the file in messages.</param>
    /// <param name="known">The instruments of the watchlist.</param>
    public PortfolioJson For(string path, IReadOnlyList<Instrument> known)
    {
        var good = new List<Portfolio>();
        List<InputError> errors = [.. Errors];
        foreach (Portfolio portfolio in Portfolios)
        {
            string[] problems = [.. portfolio.Problems(known)];
            errors.AddRange(problems.Select(problem => new InputError(path, null, null, problem)));
            if (problems.Length == 0)
            {
                good.Add(portfolio);
            }
        }

        return new PortfolioJson(good, errors);
    }

    private static PortfolioJson FromEntries(Entry?[] entries, string path)
    {
        var errors = new List<InputError>();
        var bad = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<(string?, string?)>();
        for (int i = 0; i < entries.Length; i++)
        {
            Entry? entry = entries[i];
            string? problem =
                entry is not { Name.Length: > 0, Symbol.Length: > 0, Weight: { } weight } || !double.IsFinite(weight) || weight == 0
                    ? "name, symbol and a weight other than 0 are required"
                : !seen.Add((entry.Name, entry.Symbol)) ? $"{entry.Symbol} appears twice in portfolio {entry.Name}; add the two weights"
                : HasOtherBenchmark(entries, entry) ? $"portfolio {entry.Name} has two benchmarks; keep one"
                : null;
            if (problem is not null)
            {
                errors.Add(
                    new InputError(path, null, null, FormattableString.Invariant($"entry {i + 1}: {problem}; the portfolio is skipped.")));
                bad.Add(entry?.Name ?? "");
            }
        }

        if (entries.Length == 0)
        {
            errors.Add(new InputError(path, null, null, "contains no portfolio; write an array of name, symbol and weight."));
        }

        IEnumerable<IGrouping<string, Entry>> good = entries.OfType<Entry>()
            .Where(entry => entry.Name is { Length: > 0 } name && !bad.Contains(name))
            .GroupBy(entry => entry.Name!, StringComparer.Ordinal);
        return new PortfolioJson([.. good.Select(ToPortfolio)], errors);
    }

    private static Portfolio ToPortfolio(IGrouping<string, Entry> members) => new(
        members.Key,
        [.. members.Select(entry => KeyValuePair.Create(entry.Symbol!, entry.Weight!.Value))],
        members.Select(entry => entry.Benchmark).FirstOrDefault(benchmark => benchmark is not null));

    private static bool HasOtherBenchmark(Entry?[] entries, Entry entry) => entry.Benchmark is not null
        && Array.Exists(entries, other => other?.Name == entry.Name && other?.Benchmark is { } another && another != entry.Benchmark);

    private sealed record Entry(string? Name, string? Symbol, double? Weight, string? Benchmark);
}
