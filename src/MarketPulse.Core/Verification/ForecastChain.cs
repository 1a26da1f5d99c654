using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MarketPulse.Core.Verification;

/// <summary>Chains forecasts by hashes, and checks the chain.</summary>
public sealed class ForecastChain
{
    /// <summary>The hash before the first forecast.</summary>
    public static string Start { get; } = new('0', 64);

    private readonly HashSet<string> _hashes = new(StringComparer.Ordinal) { Start };

    /// <summary>Number of forecasts that have been checked.</summary>
    public long Count { get; private set; }

    /// <summary>The head of the chain so far: the hash of its last forecast.</summary>
    public string Head { get; private set; } = Start;

    /// <summary>Returns the forecasts as the next links of a chain.</summary>
    /// <param name="forecasts">The forecasts in their order.</param>
    /// <param name="sequence">Position of the last link of the chain; 0 when there is none.</param>
    /// <param name="head">Its hash; <see cref="Start"/> when there is none.</param>
    public static IReadOnlyList<Forecast> Seal(IEnumerable<Forecast> forecasts, long sequence, string head)
    {
        ArgumentNullException.ThrowIfNull(forecasts);
        var links = new List<Forecast>();
        foreach (Forecast forecast in forecasts)
        {
            Forecast link = forecast with { Sequence = ++sequence, PreviousHash = head };
            head = HashOf(link);
            links.Add(link with { Hash = head });
        }

        return links;
    }

    /// <summary>Adds the next stored forecast to the check.</summary>
    /// <param name="forecast">The forecast, in the order of the chain.</param>
    /// <returns>What is wrong with it, as a sentence; null when it continues the chain.</returns>
    public string? Check(Forecast forecast)
    {
        ArgumentNullException.ThrowIfNull(forecast);
        string? problem = forecast.Sequence != Count + 1
            ? Invariant($"Forecast {Count + 1} is missing: {forecast.Sequence} follows {Count}.")
            : forecast.PreviousHash != Head
                ? Invariant($"Forecast {forecast.Sequence} ({forecast.EventId}) does not continue the chain: {Names(forecast)}.")
                : forecast.Hash != HashOf(forecast)
                    ? Invariant($"Forecast {forecast.Sequence} ({forecast.EventId}) was changed: its hash is not that of its content.")
                    : null;
        Count = forecast.Sequence;
        Head = forecast.Hash;
        _hashes.Add(forecast.Hash);
        return problem;
    }

    /// <summary>
    /// Whether the chain contains a head that was published earlier. If it does not, the chain was written anew since then, even if every
    /// link fits the one before.
    /// </summary>
    /// <param name="head">The published hash, in either case.</param>
    public bool Contains(string head)
    {
        ArgumentNullException.ThrowIfNull(head);
        return _hashes.Contains(head.ToLowerInvariant());
    }

    private static string Names(Forecast forecast) =>
        $"it names {Short(forecast.PreviousHash)} as the hash before, not that of the forecast before it";

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] + "..." : $"'{hash}'";

    private static string HashOf(Forecast link)
    {
        string[] facts =
        [
            link.PreviousHash,
            link.Sequence.ToString(CultureInfo.InvariantCulture),
            link.EventId,
            link.Revision.ToString(CultureInfo.InvariantCulture),
            link.EventTimeUtc.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            link.LockedUtc.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            link.Intensity.ToString("R", CultureInfo.InvariantCulture),
            link.Kind,
            link.EngineVersion,
            link.LexiconVersion,
        ];

        // Each fact is on a line of its own and none contains a line break, so different rows have different texts.
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join('\n', facts.Select(fact => fact.ReplaceLineEndings(" "))) + "\n"));
        hash.AppendData(link.Content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
