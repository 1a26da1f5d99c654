using MarketPulse.Core.Contract;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.InMemory;

/// <summary>Rows in the order of a table's keys. Not thread-safe.</summary>
internal sealed class InMemoryRows<T>
    where T : TableRow
{
    private static readonly EntityMapper<T> Mapper = EntityMapper<T>.Instance;

    private readonly OrderedMap<(string Partition, string Row), T> _rows = new(
        Comparer<(string Partition, string Row)>.Create(static (x, y) =>
            string.CompareOrdinal(x.Partition, y.Partition) is var order && order != 0 ? order : string.CompareOrdinal(x.Row, y.Row)));

    /// <summary>The rows that match.</summary>
    public T[] Where(Func<T, bool> matches) => [.. _rows.Values.Where(matches)];

    /// <summary>
    /// The rows of the partitions from <paramref name="first"/> to <paramref name="last"/> with keys from <paramref name="firstRow"/> to
    /// <paramref name="lastRow"/>, all inclusive.
    /// </summary>
    public T[] Between(string first, string last, string firstRow = "", string lastRow = "\uffff") =>
    [
        .. _rows.KeysBetween((first, firstRow), (last, lastRow))
            .Where(key => string.CompareOrdinal(key.Row, firstRow) >= 0 && string.CompareOrdinal(key.Row, lastRow) <= 0)
            .Select(key => _rows[key]),
    ];

    /// <summary>Adds or replaces a row.</summary>
    public void Put(string partition, T row) => _rows[(partition, row.RowKey)] = row;

    /// <summary>Removes a row. Does nothing when there is none.</summary>
    public void Remove(string partition, string row) => _rows.Remove((partition, row), out _);

    /// <summary>Replaces the matching rows by the given ones. Rows whose content does not change are not written.</summary>
    /// <returns>Number of rows written or removed.</returns>
    public int Replace(
        Func<T, bool> matches, IEnumerable<(string Partition, T Row)> rows, DateTimeOffset now, Func<T, DateTimeOffset, T> stamp)
    {
        return Replace([.. _rows.Pairs.Where(pair => matches(pair.Value)).Select(pair => pair.Key)], rows, now, stamp);
    }

    /// <summary>Replaces rows in a range of keys, as <see cref="Between"/> reads them, by the given ones.</summary>
    /// <returns>Number of rows written or removed.</returns>
    public int ReplaceBetween(
        (string Partition, string Row) first,
        (string Partition, string Row) last,
        IEnumerable<(string Partition, T Row)> rows,
        DateTimeOffset now,
        Func<T, DateTimeOffset, T> stamp) =>
        Replace([.. _rows.KeysBetween(first, last)], rows, now, stamp);

    private int Replace(
        HashSet<(string, string)> gone,
        IEnumerable<(string Partition, T Row)> rows,
        DateTimeOffset now,
        Func<T, DateTimeOffset, T> stamp)
    {
        int changed = 0;
        foreach ((string partition, T row) in rows)
        {
            (string, string) key = (partition, row.RowKey);
            gone.Remove(key);
            if (!_rows.TryGetValue(key, out T? stored) || !RowContent.Same(Mapper.ToEntity(stored, now), Mapper.ToEntity(row, now)))
            {
                _rows[key] = stamp(row, now);
                changed++;
            }
        }

        foreach ((string, string) key in gone)
        {
            _rows.Remove(key, out _);
        }

        return changed + gone.Count;
    }
}
