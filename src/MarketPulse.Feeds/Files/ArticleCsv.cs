using MarketPulse.Core.Events;

namespace MarketPulse.Feeds.Files;

/// <summary>
/// Reads articles from CSV. The header names <c>id, url, title, body, published, source</c> in any order and case; only the title is
/// required.
/// </summary>
internal static class ArticleCsv
{
    private static readonly string[] Names = ["id", "url", "title", "body", "published", "source"];

    /// <summary>Reads every record; a record that is wrong is skipped with an error.</summary>
    public static ArticleFile Parse(byte[] utf8, string file, ArticleBuilder builder)
    {
        var articles = new List<Article>();
        var errors = new List<InputError>();
        ReadOnlyMemory<byte> text = utf8.AsMemory(utf8.Length - Bytes.WithoutMark(utf8).Length);
        string[]? header = null;
        int[] columns = [];
        foreach (CsvRecord record in CsvRecords.Read(text, file, CsvRecords.SeparatorOf(text.Span)))
        {
            if (record.Fields is null)
            {
                errors.Add(record.Error!);

                // Without a header there is nothing to read the other records by.
                if (header is null)
                {
                    errors.Add(NoTitle(file, record.Line));
                    break;
                }
            }
            else if (header is null)
            {
                header = record.Fields;
                columns = CsvRecords.FindColumns(header, Names);
                if (columns[Array.IndexOf(Names, "title")] < 0)
                {
                    errors.Add(NoTitle(file, record.Line));
                    break;
                }
            }
            else if (record.Fields.Skip(header.Length).Any(field => !string.IsNullOrWhiteSpace(field)))
            {
                errors.Add(new InputError(
                    file,
                    record.Line,
                    null,
                    $"there are {record.Fields.Length} fields, but the header names {header.Length}; quote text that contains a "
                    + $"separator. The line is skipped."));
            }
            else if (builder.Build(Fields(record.Fields, columns), file, record.Line, errors) is Article article)
            {
                articles.Add(article);
            }
        }

        if (header is null && errors.Count == 0)
        {
            errors.Add(new InputError(file, null, null, "is empty."));
        }

        return new ArticleFile(articles, errors);
    }

    private static InputError NoTitle(string file, int line) =>
        new(file, line, null, $"the header has no title column; name the columns among {string.Join(", ", Names)}.");

    private static ArticleFields Fields(string[] record, int[] columns)
    {
        string Cell(int name) => CsvRecords.Cell(record, columns[name]);
        return new ArticleFields { Id = Cell(0), Url = Cell(1), Title = Cell(2), Body = Cell(3), Published = Cell(4), Source = Cell(5) };
    }
}
