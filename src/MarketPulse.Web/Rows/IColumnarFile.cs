namespace MarketPulse.Web.Rows;

/// <summary>A file of rows that are written by column, one group of rows at a time. Disposing it writes its end.</summary>
/// <typeparam name="T">Type of the rows, with published columns.</typeparam>
public interface IColumnarFile<in T> : IAsyncDisposable
{
    /// <summary>Writes a group of rows.</summary>
    /// <param name="rows">The rows; at least one.</param>
    /// <param name="cancellationToken">Stops the writing; the file is then incomplete.</param>
    Task WriteGroupAsync(IReadOnlyList<T> rows, CancellationToken cancellationToken);
}
