using System.Globalization;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage.Prices;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Stores daily bars in <c>prices</c>: one row per symbol and year, and one row <c>head</c> per symbol for the whole series. Every write
/// includes the head under its ETag, so that concurrent writers of a symbol do not mix their bars.
/// </summary>
internal sealed class TablePriceStore(StorageClients clients, TimeProvider clock) : IPriceStore
{
    private const string Head = "head";
    private const string SourceColumn = "source";
    private const string LastBarColumn = "lastbar";
    private const int MaxAttempts = 20;

    private readonly TableRows _prices = clients.Table(TableNames.Prices);

    // Events that are scored side by side need the bars of the same instruments.
    private readonly GatheredReads<(string Symbol, int? FromYear, int? ToYear), Stored> _reads =
        new((asked, token) => ReadStoredAsync(clients.Table(TableNames.Prices), asked.Symbol, asked.FromYear, asked.ToYear, token));

    public async Task<PriceHistory?> ReadAsync(string symbol, DateOnly? from, DateOnly? to, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(symbol);
        Stored stored = await _reads.ReadAsync((symbol, from?.Year, to?.Year), cancellationToken);
        return stored.Head is null
            ? null
            : new PriceHistory
            {
                Symbol = symbol,
                Bars = [.. stored.Bars.Where(bar => (from is null || bar.Date >= from) && (to is null || bar.Date <= to))],
                Source = stored.Head.GetString(SourceColumn) ?? "",
                PriceRevision = stored.PriceRevision,
            };
    }

    public async Task<PriceChangeSet> MergeAsync(PriceHistory history, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(history);
        PriceChangeSet attempted = default;
        for (int attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            // The whole series, because rescaling affects all bars.
            Stored stored = await ReadStoredAsync(_prices, history.Symbol, fromYear: null, toYear: null, cancellationToken);
            MergedPrices merged = PriceMerge.Merge(stored.Bars, history.Bars);
            if (!merged.AnythingToStore && (stored.Head is not null || history.Bars.Count == 0))
            {
                return Union(attempted, merged.Changes);
            }

            attempted = Union(attempted, merged.Changes);
            if (await TryWriteAsync(history, stored, merged, cancellationToken))
            {
                return attempted;
            }
        }

        throw new IOException(
            $"The prices of '{history.Symbol}' were changed by others during {MaxAttempts} attempts to write them; try again later.");
    }

    // A write whose response was lost looks like a conflict with another writer. Its changes must count, or the events would never be
    // rescored.
    private static PriceChangeSet Union(PriceChangeSet earlier, PriceChangeSet now)
    {
        DateOnly? first = earlier.FirstChanged is null || now.FirstChanged < earlier.FirstChanged ? now.FirstChanged : null;
        return new PriceChangeSet(
            Math.Max(earlier.NewBars, now.NewBars),
            first ?? earlier.FirstChanged,
            now.LastBar,
            earlier.HistoryChanged || now.HistoryChanged);
    }

    private async Task<bool> TryWriteAsync(PriceHistory history, Stored stored, MergedPrices merged, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        ILookup<int, PriceBar> before = stored.Bars.ToLookup(bar => bar.Date.Year);
        List<TableTransactionAction> years =
        [
            .. merged.Bars.GroupBy(bar => bar.Date.Year)
                .Where(year => !year.SequenceEqual(before[year.Key]))
                .Select(year => YearRow(history.Symbol, year.Key, [.. year], now))
                .Select(row => new TableTransactionAction(TableTransactionActionType.UpsertReplace, row)),
        ];
        TableEntity head = Row(history.Symbol, Head, now);
        head[SourceColumn] = history.Source;
        head[ColumnNames.PriceRevision] = stored.PriceRevision + (merged.Changes.HistoryChanged ? 1 : 0);
        head[LastBarColumn] = merged.Changes.LastBar?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        // Old years that do not fit into one transaction with the head are written first, because nobody relies on them before the head is
        // written.
        int early = Math.Max(0, years.Count - (TableLimits.RowsPerBatch - 1));
        if (early > 0)
        {
            await _prices.WriteAsync(years.Take(early), cancellationToken);
        }

        return (await _prices.TryWriteAsync([.. years.Skip(early), GuardedWriter.Put(head, stored.Head)], cancellationToken)).Count == 0;
    }

    private static TableEntity YearRow(string symbol, int year, IReadOnlyList<PriceBar> bars, DateTimeOffset now)
    {
        TableEntity row = Row(symbol, year.ToString("D4", CultureInfo.InvariantCulture), now);
        PackedYear.Write(row, bars);
        return row;
    }

    private static TableEntity Row(string symbol, string key, DateTimeOffset now) => new(TableKey.Encode(symbol), key)
    {
        ["schemaversion"] = 1,
        ["engineversion"] = EngineVersion.Current,
        [ColumnNames.ModifiedUtc] = now,
    };

    private static async Task<Stored> ReadStoredAsync(
        TableRows prices, string symbol, int? fromYear, int? toYear, CancellationToken cancellationToken)
    {
        string years = TableFilter.Rows(
            (fromYear ?? 1).ToString("D4", CultureInfo.InvariantCulture),
            ((toYear ?? 9998) + 1).ToString("D4", CultureInfo.InvariantCulture));
        string filter = $"{TableFilter.Partition(symbol)} and (({years}) or {TableFilter.Equal(ColumnNames.RowKey, Head)})";
        TableEntity? head = null;
        var bars = new List<PriceBar>();
        await foreach (TableEntity row in prices.QueryAsync(filter, select: null, cancellationToken))
        {
            if (row.RowKey == Head)
            {
                head = row;
            }
            else
            {
                bars.AddRange(PackedYear.Read(row, int.Parse(row.RowKey, CultureInfo.InvariantCulture)));
            }
        }

        return new Stored(head, bars);
    }

    private sealed record Stored(TableEntity? Head, IReadOnlyList<PriceBar> Bars)
    {
        public int PriceRevision => Head?.GetInt32(ColumnNames.PriceRevision) ?? 1;
    }
}
