using MarketPulse.Core.Contract;

namespace MarketPulse.Pipeline.Ports;

/// <summary>A row and where it is stored.</summary>
/// <typeparam name="T">The row type.</typeparam>
/// <param name="Position">Its place in the order of keys, opaque to readers: handed back as <see cref="RowQuery.After"/>, reading goes on behind it, whatever was written meanwhile.</param>
/// <param name="Row">The row.</param>
public readonly record struct StoredRow<T>(string Position, T Row)
    where T : TableRow;
