using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A row and its position in the table.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <param name="Position">
/// Opaque position in the order of keys. Pass it as <see cref="RowQuery.After"/> to continue after this row, whatever has been written in
/// the meantime.
/// </param>
/// <param name="Row">The row as read.</param>
public readonly record struct StoredRow<T>(string Position, T Row)
    where T : TableRow;
