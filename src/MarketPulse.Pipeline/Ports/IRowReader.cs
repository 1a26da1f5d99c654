using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads stored rows of any kind in the order of their keys, as those who publish them need it.</summary>
public interface IRowReader
{
    /// <summary>The rows that match, in the order of their stored keys. Memory stays flat however many there are.</summary>
    /// <typeparam name="T">The row type.</typeparam>
    IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, CancellationToken cancellationToken)
        where T : TableRow;
}
