using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Files;

/// <summary>Articles as CSV: the header names <c>id, url, title, body, published, source</c> in any order and case; only the title is needed.</summary>
internal static class ArticleCsv
{
    private static readonly string[] Names = ["id", "url", "title", "body", "published", "source"];

    /// <summary>Reads every record; one that is wrong does not stop the others.</summary>
    public static ArticleFile Parse(byte[] utf8, string file, ArticleBuilder builder)
    {
        var articles = new List<Article>();
        var errors = new List<InputError>();
        ReadOnlyMemory<byte> text = utf8.AsMemory(utf8.Length - Bytes.WithoutMark(utf8).Length);
        int[]? columns = null;
        int width = 0;
        foreach (CsvRecord record in CsvRecords.Read(text, file, CsvRecords.SeparatorOf(text.Span)))
        {
            if (record.Fields is null)
            {
                errors.Add(record.Error!);
            }
            else if (columns is not null)
            {
                if (record.Fields.Length > width && record.Fields.Skip(width).Any(field => !string.IsNullOrWhiteSpace(field)))
                {
                    errors.Add(new InputError(
                        file, record.Line, null, $"there are {record.Fields.Length} fields where the header names {width}; put text that holds a separator in quotes. The line is left out."));
                }
                else if (builder.Build(Fields(record.Fields, columns), file, record.Line, errors) is Article article)
                {
                    articles.Add(article);
                }

                continue;
            }
            else if (Columns(record.Fields) is int[] found)
            {
                columns = found;
                width = record.Fields.Length;
                continue;
            }

            if (columns is null)
            {
                errors.Add(new InputError(file, record.Line, null, $"the header has no title column; name the columns among {string.Join(", ", Names)}."));
                return new ArticleFile([], errors);
            }
        }

        if (columns is null && errors.Count == 0)
        {
            errors.Add(new InputError(file, null, null, "is empty."));
        }

        return new ArticleFile(articles, errors);
    }

    private static int[]? Columns(string[] header)
    {
        int[] columns = [.. Names.Select(name => Array.FindIndex(header, cell => cell.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)))];
        return columns[Array.IndexOf(Names, "title")] < 0 ? null : columns;
    }

    private static ArticleFields Fields(string[] record, int[] columns)
    {
        string Cell(int name) => columns[name] >= 0 && columns[name] < record.Length ? record[columns[name]] : "";
        return new ArticleFields { Id = Cell(0), Url = Cell(1), Title = Cell(2), Body = Cell(3), Published = Cell(4), Source = Cell(5) };
    }
}
