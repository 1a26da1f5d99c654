using System.Text.Json;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// <c>portfolios.json</c>: an array of <c>{"name": "CHINA", "symbol": "FXI", "weight": 0.5}</c>, one entry for each member; <c>"benchmark"</c> on any of
/// them names the portfolio's, where its members have different ones.
/// </summary>
/// <param name="Portfolios">The portfolios of which every entry can be used.</param>
/// <param name="Errors">What is wrong with the others.</param>
public sealed record PortfolioJson(IReadOnlyList<Portfolio> Portfolios, IReadOnlyList<InputError> Errors)
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a file. One that cannot be read is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    public static PortfolioJson Read(string path)
    {
        try
        {
            return Of(JsonSerializer.Deserialize<Entry?[]>(File.ReadAllBytes(path), Options) ?? [], path);
        }
        catch (JsonException e)
        {
            return new PortfolioJson([], [new InputError(path, (int)(e.LineNumber ?? 0) + 1, null, "this is no array of name, symbol and weight.")]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PortfolioJson([], [new InputError(path, null, null, $"cannot be read: {e.Message}")]);
        }
    }

    /// <summary>The portfolios that a watchlist can take; those that break a rule are errors.</summary>
    /// <param name="path">What messages call the file.</param>
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

    private static PortfolioJson Of(Entry?[] entries, string path)
    {
        var errors = new List<InputError>();
        var bad = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<(string?, string?)>();
        for (int i = 0; i < entries.Length; i++)
        {
            Entry? entry = entries[i];
            string? message =
                entry is not { Name.Length: > 0, Symbol.Length: > 0, Weight: { } weight } || !double.IsFinite(weight) || weight == 0 ? "name, symbol and a weight other than 0 are needed"
                : !seen.Add((entry.Name, entry.Symbol)) ? $"{entry.Symbol} stands in portfolio {entry.Name} twice; add the two weights up"
                : HasOtherBenchmark(entries, entry) ? $"portfolio {entry.Name} has two benchmarks; keep one"
                : null;
            if (message is not null)
            {
                errors.Add(new InputError(path, null, null, FormattableString.Invariant($"entry {i + 1}: {message}; the portfolio is left out.")));
                bad.Add(entry?.Name ?? "");
            }
        }

        if (entries.Length == 0)
        {
            errors.Add(new InputError(path, null, null, "holds no portfolio; write an array of name, symbol and weight."));
        }

        return new PortfolioJson(
            [
                .. entries.OfType<Entry>().Where(entry => entry.Name is { Length: > 0 } name && !bad.Contains(name)).GroupBy(entry => entry.Name!, StringComparer.Ordinal)
                    .Select(group => new Portfolio(
                        group.Key,
                        [.. group.Select(entry => KeyValuePair.Create(entry.Symbol!, entry.Weight!.Value))],
                        group.Select(entry => entry.Benchmark).FirstOrDefault(benchmark => benchmark is not null))),
            ],
            errors);
    }

    private static bool HasOtherBenchmark(Entry?[] entries, Entry entry) => entry.Benchmark is not null
        && Array.Exists(entries, other => other?.Name == entry.Name && other?.Benchmark is { } another && another != entry.Benchmark);

    private sealed record Entry(string? Name, string? Symbol, double? Weight, string? Benchmark);
}
