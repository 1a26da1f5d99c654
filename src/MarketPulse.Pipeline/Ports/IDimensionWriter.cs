using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Writes small tables whose entire content is known.</summary>
public interface IDimensionWriter
{
    /// <summary>Replaces the content of the table: writes rows that are new or changed, and removes all rows not given.</summary>
    Task ReplaceAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : TableRow;
}
