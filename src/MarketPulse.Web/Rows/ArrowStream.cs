using Apache.Arrow;
using Apache.Arrow.Ipc;
using MarketPulse.Core.Contract;

namespace MarketPulse.Web.Rows;

/// <summary>
/// Writes rows as a stream of Apache Arrow record batches, one batch at a time, to a stream that need not be seekable. Types, units and
/// meanings are those of <see cref="ParquetFile{T}"/>; each field has its unit and meaning in its metadata.
/// </summary>
/// <typeparam name="T">Type of the rows, with published columns.</typeparam>
internal sealed class ArrowStream<T> : IColumnarFile<T>
    where T : notnull
{
    /// <summary>The media type of the format.</summary>
    public const string MediaType = "application/vnd.apache.arrow.stream";

    private readonly ArrowStreamWriter _writer;
    private readonly Schema _schema;
    private readonly ArrowColumn[] _columns;

    private ArrowStream(ArrowStreamWriter writer, Schema schema, ArrowColumn[] columns)
    {
        _writer = writer;
        _schema = schema;
        _columns = columns;
    }

    /// <summary>Starts a stream.</summary>
    /// <param name="target">Where to write; stays open.</param>
    /// <param name="columns">The columns to write, in order; null for all.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ArrowStream<T>> CreateAsync(
        Stream target, IReadOnlyList<RowColumn>? columns, CancellationToken cancellationToken)
    {
        ArrowColumn[] written = [.. (columns ?? RowSchema.Of<T>().Columns).Select(ArrowColumn.Create)];
        var schema = new Schema(
            written.Select(column => column.Field),
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["marketpulse.table"] = RowSchema.Of<T>().Table,
                ["marketpulse.engineversion"] = EngineVersion.Current,
            });
        var writer = new ArrowStreamWriter(target, schema, leaveOpen: true);
        await writer.WriteStartAsync(cancellationToken);
        return new ArrowStream<T>(writer, schema, written);
    }

    /// <inheritdoc/>
    public async Task WriteGroupAsync(IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        object[] boxed = [.. rows.Cast<object>()];
        using var batch = new RecordBatch(_schema, _columns.Select(column => column.Build(boxed)), boxed.Length);
        await _writer.WriteRecordBatchAsync(batch, cancellationToken);
    }

    /// <summary>Writes the end of the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.WriteEndAsync();
        _writer.Dispose();
    }
}
