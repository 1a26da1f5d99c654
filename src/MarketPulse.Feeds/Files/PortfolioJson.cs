using System.Text.Json;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>Reads <c>portfolios.json</c>: an array of <c>{"name": "...", "symbol": "...", "weight": 0.5}</c>, one entry for each member.</summary>
public static class PortfolioJson
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNameCaseInsensitive = true, AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">It is not such an array; the message names file and entry.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<Portfolio> Read(string path)
    {
        Entry[]? entries;
        try
        {
            entries = JsonSerializer.Deserialize<Entry[]>(File.ReadAllBytes(path), Options);
        }
        catch (JsonException e)
        {
            throw new FormatException($"{path}, line {e.LineNumber + 1}: this is no array of name, symbol and weight.", e);
        }

        if (entries is null or [])
        {
            throw new FormatException($"{path} holds no portfolio: write an array of name, symbol and weight.");
        }

        for (int i = 0; i < entries.Length; i++)
        {
            if (entries[i] is not { Name.Length: > 0, Symbol.Length: > 0, Weight: { } weight } || !double.IsFinite(weight) || weight == 0)
            {
                throw new FormatException($"{path}, entry {i + 1}: name, symbol and a weight other than 0 are needed.");
            }
        }

        if (entries.GroupBy(entry => (entry.Name, entry.Symbol)).FirstOrDefault(group => group.Skip(1).Any())?.Key is { } twice)
        {
            throw new FormatException($"{path}: {twice.Symbol} stands in portfolio {twice.Name} twice.");
        }

        return [.. entries.GroupBy(entry => entry.Name!, StringComparer.Ordinal).Select(group =>
            new Portfolio(group.Key, [.. group.Select(entry => KeyValuePair.Create(entry.Symbol!, entry.Weight!.Value))]))];
    }

    private sealed record Entry(string? Name, string? Symbol, double? Weight);
}
