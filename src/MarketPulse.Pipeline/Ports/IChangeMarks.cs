namespace MarketPulse.Pipeline.Ports;

/// <summary>
/// Finds the partitions of a table that have changed, so that a reader of changes reads only those. A mark is stored before the rows that
/// it announces, so a partition may be reported although nothing in it changed, but a change is never missed.
/// </summary>
public interface IChangeMarks
{
    /// <summary>Finds the marks of the partitions in which rows were written or deleted at or after a time.</summary>
    /// <param name="table">One of <see cref="ChangeMark.Tables"/>.</param>
    /// <param name="since">The time. Marks are precise to the hour, so partitions that changed earlier in its hour are included.</param>
    /// <param name="cancellationToken">Stops between requests.</param>
    /// <returns>
    /// The marks, ascending in ordinal order. Each is the key of a partition, except where <see cref="ChangeMark.IsShared"/> says that
    /// several partitions share one.
    /// </returns>
    /// <exception cref="ArgumentException">Changes of the table are not marked.</exception>
    Task<IReadOnlyList<string>> ReadAsync(string table, DateTimeOffset since, CancellationToken cancellationToken);
}
