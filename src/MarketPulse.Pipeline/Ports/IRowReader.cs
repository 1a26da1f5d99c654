using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Reads stored rows of any type in the order of their keys, for publishing them.</summary>
public interface IRowReader
{
    /// <summary>
    /// Reads the rows that match, in the order of their stored keys. Rows are streamed, so memory use does not grow with their number.
    /// </summary>
    /// <typeparam name="T">The row type.</typeparam>
    IAsyncEnumerable<StoredRow<T>> ReadAsync<T>(RowQuery query, CancellationToken cancellationToken)
        where T : TableRow;
}
