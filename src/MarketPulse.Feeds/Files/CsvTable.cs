namespace MarketPulse.Feeds.Files;

/// <summary>A CSV file with a header, in memory: for the small files that people write by hand.</summary>
/// <param name="Header">Names of the columns as written, without surrounding space; empty for an empty file.</param>
/// <param name="Rows">Line and fields of each row that could be read.</param>
/// <param name="Errors">What could not be read.</param>
internal sealed record CsvTable(string[] Header, IReadOnlyList<(int Line, string[] Fields)> Rows, IReadOnlyList<InputError> Errors)
{
    /// <summary>Reads a file. A file that cannot be read is an error in the result, not an exception.</summary>
    /// <param name="path">The file.</param>
    public static CsvTable Read(string path)
    {
        byte[] utf8;
        try
        {
            utf8 = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new CsvTable([], [], [new InputError(path, null, null, $"cannot be read: {e.Message}")]);
        }

        return Parse(utf8, path);
    }

    /// <summary>Reads the content of a file.</summary>
    /// <param name="utf8">Content of the file.</param>
    /// <param name="file">Name of the file in messages.</param>
    public static CsvTable Parse(byte[] utf8, string file)
    {
        string[]? header = null;
        var rows = new List<(int, string[])>();
        var errors = new List<InputError>();
        ReadOnlyMemory<byte> text = utf8.AsMemory(utf8.Length - Bytes.WithoutMark(utf8).Length);
        foreach (CsvRecord record in CsvRecords.Read(text, file, CsvRecords.SeparatorOf(text.Span)))
        {
            if (record.Fields is null)
            {
                errors.Add(record.Error!);
            }
            else if (header is null)
            {
                header = [.. record.Fields.Select(name => name.Trim())];
            }
            else
            {
                rows.Add((record.Line, [.. record.Fields.Select(field => field.Trim())]));
            }
        }

        return new CsvTable(header ?? [], rows, errors);
    }
}
