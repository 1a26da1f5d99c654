using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>Writes small tables that are known as a whole.</summary>
public interface IDimensionWriter
{
    /// <summary>Makes the rows the table's whole content: writes those that are new or say something else, and removes the others.</summary>
    Task ReplaceAsync<T>(IReadOnlyCollection<T> rows, CancellationToken cancellationToken)
        where T : TableRow;
}
