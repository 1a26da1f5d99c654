using MarketPulse.Core.Markets;
using MarketPulse.Local.Hosting;

namespace MarketPulse.Local.Commands;

/// <summary>The instruments that the storage knows.</summary>
internal static class KnownInstruments
{
    /// <summary>Reads the instruments. A symbol that is not among them is a mistake, not an empty answer.</summary>
    /// <param name="symbol">Value of <c>--symbol</c>, or null.</param>
    /// <param name="host">The host of the command.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <exception cref="CommandError">The storage has no such instrument.</exception>
    public static async Task<List<Instrument>> CheckAsync(string? symbol, LocalHost host, CancellationToken cancellationToken)
    {
        List<Instrument> known = await host.Dimensions.ReadInstrumentsAsync(cancellationToken).ToListAsync(cancellationToken);
        return symbol is null || known.Exists(instrument => instrument.Symbol == symbol)
            ? known
            : throw CommandError.Failed(known.Count == 0
                ? $"--symbol: '{symbol}' is unknown: there are no instruments in this storage yet; run marketpulse ingest first."
                : $"--symbol: '{symbol}' is not one of {string.Join(", ", known.Select(instrument => instrument.Symbol))}.");
    }
}
