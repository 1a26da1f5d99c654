using MarketPulse.Core.Contract;
using MarketPulse.Pipeline.Ports;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Rows;

/// <summary>
/// Writes rows as a Parquet file while they are read. A page, and a file of up to 1 MB, is complete before the first byte is sent, like the
/// other formats; a longer file is sent group by group.
/// </summary>
internal static class ParquetAnswer
{
    /// <summary>Writes the rows.</summary>
    public static async Task WriteAsync<T>(HttpContext context, RowSelection<T> selection)
        where T : TableRow
    {
        CancellationToken cancel = context.RequestAborted;
        using var content = new MemoryStream();
        bool started = false;
        string? next = null;
        await using (ParquetFile<T> file = await ParquetFile<T>.CreateAsync(content, selection.Encoder.Columns, nameOf: null, cancel))
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
                    await SendAsync(context, selection.Name, content, started);
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
            RowAnswer.SetHeaders(context, selection.Name, RowFormat.Parquet);
            RowAnswer.SetLink(context, next);
            if (RowAnswer.IsFresh(context, content.GetBuffer().AsSpan(0, (int)content.Length)))
            {
                return;
            }
        }

        await context.Response.BodyWriter.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), cancel);
    }

    private static async Task SendAsync(HttpContext context, string name, MemoryStream content, bool started)
    {
        if (!started)
        {
            RowAnswer.SetHeaders(context, name, RowFormat.Parquet);
        }

        await context.Response.BodyWriter.WriteAsync(content.GetBuffer().AsMemory(0, (int)content.Length), context.RequestAborted);
        content.SetLength(0);
    }
}
