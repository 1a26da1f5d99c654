using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;
using Parquet;
using Parquet.Schema;

namespace MarketPulse.Web.Rows;

/// <summary>
/// Writes rows as an Apache Parquet file, one group of rows at a time, to a stream that need not be seekable. The types are those of the
/// contract: numbers, UTC timestamps in microseconds, dates, and text for codes and lists. The metadata keys <c>marketpulse.units</c> and
/// <c>marketpulse.meanings</c> hold JSON objects by column; each column has its unit and meaning in its own metadata too.
/// </summary>
/// <typeparam name="T">Type of the rows, with published columns.</typeparam>
public sealed class ParquetFile<T> : IColumnarFile<T>
    where T : notnull
{
    /// <summary>Rows in a group; only one group is in memory at a time.</summary>
    public const int RowsPerGroup = 10_000;

    /// <summary>The media type of the format.</summary>
    public const string MediaType = "application/vnd.apache.parquet";

    private readonly ParquetWriter _writer;
    private readonly IReadOnlyList<ParquetColumn> _columns;

    private ParquetFile(ParquetWriter writer, IReadOnlyList<ParquetColumn> columns)
    {
        _writer = writer;
        _columns = columns;
    }

    /// <summary>Starts a file.</summary>
    /// <param name="target">Where to write; stays open.</param>
    /// <param name="columns">The columns to write, in order; null for all.</param>
    /// <param name="nameOf">Name of a column in the file; null for its name in the contract.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<ParquetFile<T>> CreateAsync(
        Stream target, IReadOnlyList<RowColumn>? columns, Func<RowColumn, string>? nameOf, CancellationToken cancellationToken)
    {
        nameOf ??= static column => column.Name;
        ParquetColumn[] written =
            [.. (columns ?? RowSchema.Of<T>().Columns).Select(column => ParquetColumn.Create(column, nameOf(column)))];
        ParquetWriter writer = await ParquetWriter.CreateAsync(
            new ParquetSchema(written.Select(column => column.Field)),
            new OffsetStream(target),
            new ParquetOptions { CompressionMethod = CompressionMethod.Zstd },
            append: false,
            cancellationToken);
        var meanings = new JsonObject(written.Select(
            column => KeyValuePair.Create<string, JsonNode?>(column.Field.Name, JsonValue.Create(column.Metadata["meaning"]))));
        var units = new JsonObject(written.Select(
            column => KeyValuePair.Create<string, JsonNode?>(column.Field.Name, JsonValue.Create(column.Metadata["unit"]))));
        writer.CustomMetadata = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["marketpulse.table"] = RowSchema.Of<T>().Table,
            ["marketpulse.engineversion"] = EngineVersion.Current,
            ["marketpulse.units"] = units.ToJsonString(),
            ["marketpulse.meanings"] = meanings.ToJsonString(),
        };
        return new ParquetFile<T>(writer, written);
    }

    /// <summary>Writes a group of rows.</summary>
    /// <param name="rows">The rows, usually <see cref="RowsPerGroup"/>; at least one.</param>
    /// <param name="cancellationToken">Stops between columns.</param>
    public async Task WriteGroupAsync(IReadOnlyList<T> rows, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rows);
        object[] boxed = [.. rows.Cast<object>()];
        using ParquetRowGroupWriter group = _writer.CreateRowGroup();
        foreach (ParquetColumn column in _columns)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await column.WriteAsync(group, boxed, cancellationToken);
        }
    }

    /// <summary>Writes the end of the file, without which no reader accepts it.</summary>
    public ValueTask DisposeAsync() => _writer.DisposeAsync();
}
