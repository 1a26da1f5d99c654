using MarketPulse.Core.Contract;
using MarketPulse.Storage.Tables;

namespace MarketPulse.Storage.InMemory;

/// <summary>Rows by key, in the order of a table. Guarded by its owner.</summary>
internal sealed class InMemoryRows<T>
    where T : TableRow
{
    private static readonly EntityMapper<T> Mapper = EntityMapper<T>.Instance;

    private readonly SortedDictionary<(string Partition, string Row), T> _rows = new(Comparer<(string Partition, string Row)>.Create(static (x, y) =>
        string.CompareOrdinal(x.Partition, y.Partition) is var order && order != 0 ? order : string.CompareOrdinal(x.Row, y.Row)));

    public T[] Where(Func<T, bool> matches) => [.. _rows.Values.Where(matches)];

    public void Put(string partition, T row) => _rows[(partition, row.RowKey)] = row;

    /// <summary>Makes the rows given all of those that match, leaving alone those that say the same.</summary>
    /// <returns>Number of rows written or removed.</returns>
    public int Replace(Func<T, bool> matches, IEnumerable<(string Partition, T Row)> rows, DateTimeOffset now, Func<T, DateTimeOffset, T> stamp)
    {
        HashSet<(string, string)> gone = [.. _rows.Where(pair => matches(pair.Value)).Select(pair => pair.Key)];
        int changed = 0;
        foreach ((string partition, T row) in rows)
        {
            gone.Remove((partition, row.RowKey));
            if (!_rows.TryGetValue((partition, row.RowKey), out T? stored) || !RowContent.Same(Mapper.ToEntity(stored, now), Mapper.ToEntity(row, now)))
            {
                _rows[(partition, row.RowKey)] = stamp(row, now);
                changed++;
            }
        }

        foreach ((string, string) key in gone)
        {
            _rows.Remove(key);
        }

        return changed + gone.Count;
    }
}
