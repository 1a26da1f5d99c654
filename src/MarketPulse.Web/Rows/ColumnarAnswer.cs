using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Rows;

/// <summary>
/// Writes rows by column, as a Parquet file or an Arrow stream, while they are read. A page, and an answer of up to 1 MB, is complete
/// before the first byte is sent, like the other formats; a longer one is sent group by group.
/// </summary>
internal static class ColumnarAnswer
{
    /// <summary>Writes the rows.</summary>
    public static async Task WriteAsync<T>(HttpContext context, RowSelection<T> selection)
        where T : TableRow
    {
        CancellationToken cancel = context.RequestAborted;
        using var content = new MemoryStream();
        bool started = false;
        string? next = null;
        await using (IColumnarFile<T> file = await StartAsync(selection, content, cancel))
        {
            var group = new List<T>();
            int read = 0;
            string last = "";
            await foreach (StoredRow<T> row in selection.Rows.WithCancellation(cancel))
            {
                if (read == selection.Limit)
                {
                    next = selection.Continuation(last);
                    break;
                }

                group.Add(row.Row);
                last = row.Position;
                read++;
                if (group.Count < ParquetFile<T>.RowsPerGroup)
                {
                    continue;
                }

                await file.WriteGroupAsync(group, cancel);
                group.Clear();
                if (selection.Limit is null && (started || content.Length >= RowAnswer.CompleteUpTo))
                {
                    await SendAsync(context, selection, content, started);
                    started = true;
                }
            }

            if (group.Count > 0)
            {
                await file.WriteGroupAsync(group, cancel);
            }
        }

        if (!started)
        {
            RowAnswer.SetHeaders(context, selection.Name, selection.Format);
            RowAnswer.SetLink(context, next);
            if (RowAnswer.IsFresh(context, content.GetBuffer().AsSpan(0, (int)content.Length)))
            {
                return;
            }
        }

        await context.Response.BodyWriter.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), cancel);
    }

    private static async Task<IColumnarFile<T>> StartAsync<T>(
        RowSelection<T> selection, Stream content, CancellationToken cancellationToken)
        where T : TableRow => selection.Format == RowFormat.Arrow
        ? await ArrowStream<T>.CreateAsync(content, selection.Encoder.Columns, cancellationToken)
        : await ParquetFile<T>.CreateAsync(content, selection.Encoder.Columns, nameOf: null, cancellationToken);

    private static async Task SendAsync<T>(HttpContext context, RowSelection<T> selection, MemoryStream content, bool started)
        where T : TableRow
    {
        if (!started)
        {
            RowAnswer.SetHeaders(context, selection.Name, selection.Format);
        }

        await context.Response.BodyWriter.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), context.RequestAborted);
        content.SetLength(0);
    }
}
