using System.Text;
using System.Text.Unicode;

namespace MarketPulse.Feeds.Files;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Fields">Its fields, unquoted; null when it could not be read.</param>
/// <param name="Error">Why it could not be read.</param>
internal readonly record struct CsvRecord(int Line, string[]? Fields, InputError? Error);

/// <summary>
/// Splits CSV (RFC 4180; quoted fields may span lines) into records with line numbers. A record with invalid bytes or quotes affects no
/// other, which a library that decodes the file as one stream cannot guarantee.
/// </summary>
internal static class CsvRecords
{
    /// <summary>The records, without empty lines.</summary>
    public static IEnumerable<CsvRecord> Read(ReadOnlyMemory<byte> utf8, string file, char separator)
    {
        int line = 1;
        while (!utf8.IsEmpty)
        {
            int length = RecordLength(utf8.Span, separator, out bool closed);
            if (!closed)
            {
                // Only this line is certainly wrong; the next may begin a good record.
                int end = utf8.Span.IndexOf((byte)'\n');
                int column = utf8.Span.IndexOf((byte)'"') + 1;
                yield return new CsvRecord(
                    line, null, new InputError(file, line, column, "a quote is opened but never closed; the line is skipped."));
                utf8 = end < 0 ? default : utf8[(end + 1)..];
                line++;
                continue;
            }

            ReadOnlyMemory<byte> record = utf8[..length];
            utf8 = utf8[length..];
            CsvRecord? read = Split(record.Span, file, line, separator);
            line += record.Span.Count((byte)'\n');
            if (read is CsvRecord found)
            {
                yield return found;
            }
        }
    }

    /// <summary>
    /// The position of each named column in a header, ignoring case and surrounding space; -1 for a column that the header lacks.
    /// </summary>
    public static int[] FindColumns(string[] header, IEnumerable<string> names) =>
        [.. names.Select(name => Array.FindIndex(header, cell => cell.Trim().Equals(name, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>The field at a position from <see cref="FindColumns"/>; empty when the column or the field is absent.</summary>
    public static string Cell(string[] fields, int column) => column >= 0 && column < fields.Length ? fields[column] : "";

    /// <summary>The separator that a header line uses: comma, semicolon or tab.</summary>
    public static char SeparatorOf(ReadOnlySpan<byte> utf8)
    {
        int end = utf8.IndexOf((byte)'\n');
        string header = Encoding.UTF8.GetString(end < 0 ? utf8 : utf8[..end]);
        return ",;\t".MaxBy(candidate => header.Count(c => c == candidate));
    }

    /// <summary>
    /// Length of the first record, including its line end. A quote is special at the beginning of a field only; elsewhere it is an ordinary
    /// character.
    /// </summary>
    private static int RecordLength(ReadOnlySpan<byte> utf8, char separator, out bool closed)
    {
        bool quoted = false;
        bool begins = true;
        for (int i = 0; i < utf8.Length; i++)
        {
            byte b = utf8[i];
            if (b == (byte)'"' && (quoted || begins))
            {
                // An escaped (doubled) quote closes the field and opens it again, and nothing between the two can end the record.
                quoted = !quoted;
                begins = !quoted;
                continue;
            }

            if (b == (byte)'\n' && !quoted)
            {
                closed = true;
                return i + 1;
            }

            begins = b == separator;
        }

        closed = !quoted;
        return utf8.Length;
    }

    private static CsvRecord? Split(ReadOnlySpan<byte> record, string file, int line, char separator)
    {
        record = record.TrimEnd("\r\n"u8);
        if (record.Trim(" \t"u8).IsEmpty)
        {
            return null;
        }

        if (!Utf8.IsValid(record))
        {
            (int below, int column) = Bytes.FirstInvalid(record);
            return new CsvRecord(line, null, new InputError(file, line + below - 1, column, Bytes.NotUtf8));
        }

        string text = Encoding.UTF8.GetString(record);
        var fields = new List<string>();
        var field = new StringBuilder();
        bool quoted = false;
        bool begins = true;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '"' && (quoted || begins))
            {
                bool escaped = quoted && i + 1 < text.Length && text[i + 1] == '"';
                if (escaped)
                {
                    field.Append('"');
                    i++;
                }
                else
                {
                    quoted = !quoted;
                    begins = false;
                }
            }
            else if (c == separator && !quoted)
            {
                fields.Add(field.ToString());
                field.Clear();
                begins = true;
            }
            else
            {
                field.Append(c);
                begins = false;
            }
        }

        fields.Add(field.ToString());
        return new CsvRecord(line, [.. fields], null);
    }
}
