using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Http;
using MarketPulse.Feeds.Settings;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Prices;

/// <summary>Reads CSV files named after their symbols from a folder or blob container. A file is read when it has changed.</summary>
internal sealed class FilePriceFeed(PriceFeedOptions options, FeedContext context) : PriceFeed(options, context)
{
    protected override bool ReadsWhole => true;

    // A folder serves the symbols it has files for. A container cannot be searched at once, so it serves any symbol, and is asked last.
    protected override string? SymbolOf(Instrument instrument)
    {
        string symbol = instrument.Aliases.GetValueOrDefault("csv") ?? instrument.Symbol;
        return Context.Files is FolderContainer folder && !folder.Has(FileOf(symbol)) ? null : symbol;
    }

    protected override async Task<PriceRead> ReadAsync(PriceQuestion question, CancellationToken cancellationToken)
    {
        string name = FileOf(question.Symbol);
        try
        {
            if (await Context.Files!.FindAsync(name, cancellationToken) is not { } file)
            {
                return new PriceRead([]);
            }

            string version = FormattableString.Invariant($"{file.Version}-{file.Length}");
            if (version == question.Cursor?.ETag)
            {
                return new PriceRead([]) { IsUnchanged = true, Version = version };
            }

            if (file.Length > PriceCsv.MaxBytes)
            {
                throw new FeedFaultException(PollOutcome.Malformed, $"{name} {PriceCsv.TooLarge}");
            }

            byte[] content = await Context.Files.ReadAsync(name, cancellationToken);
            PriceFile parsed = new PriceCsv(Context.Clock).Parse(content, name, question.Instrument.Symbol, question.Instrument.Change);
            return parsed.History.Bars.Count > 0
                ? new PriceRead(parsed.History.Bars) { Version = version, Errors = [.. parsed.Errors.Select(error => error.ToString())] }
                : throw new FeedFaultException(PollOutcome.Malformed, string.Join(" ", parsed.Errors));
        }
        catch (IOException e)
        {
            throw new FeedFaultException(PollOutcome.Unreachable, $"{name} cannot be read: {e.Message}", inner: e);
        }
    }

    private static string FileOf(string symbol) => symbol + ".csv";
}
