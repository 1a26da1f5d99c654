using System.Globalization;
using System.Text;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>The rows of one price file while it is read.</summary>
internal sealed class PriceCsvRows(PriceCsvHeader header, string file, PriceChange change, DateOnly lastDate, int expected)
{
    private readonly List<PriceBar> _bars = new(expected);
    private readonly List<int> _lines = new(expected);
    private bool _ascending = true;
    private int _line = 1;

    /// <summary>What was left out so far.</summary>
    public List<InputError> Errors { get; } = [];

    /// <summary>Reads every line after the header.</summary>
    public void ReadAll(ReadOnlySpan<byte> text)
    {
        Span<double> values = stackalloc double[Enum.GetValues<PriceColumn>().Length];
        while (!text.IsEmpty)
        {
            _line++;
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? text : text[..end];
            text = end < 0 ? default : text[(end + 1)..];
            line = line.TrimEnd("\r \t"u8);
            if (!line.IsEmpty)
            {
                ReadRow(line, values);
            }
        }
    }

    /// <summary>The bars, oldest first; rows that repeat a date or run against the order of the file are left out.</summary>
    public List<PriceBar> InOrder()
    {
        if (_ascending)
        {
            return _bars;
        }

        int falls = 0;
        for (int i = 1; i < _bars.Count; i++)
        {
            falls += _bars[i].Date < _bars[i - 1].Date ? 1 : _bars[i].Date > _bars[i - 1].Date ? -1 : 0;
        }

        bool newestFirst = falls > 0;
        int sign = newestFirst ? -1 : 1;
        var kept = new List<PriceBar>(_bars.Count);
        for (int i = 0; i < _bars.Count; i++)
        {
            DateOnly date = _bars[i].Date;
            int step = kept.Count == 0 ? 1 : sign * date.CompareTo(kept[^1].Date);
            if (step == 0)
            {
                Errors.Add(new InputError(file, _lines[i], null, $"date {date:yyyy-MM-dd} is there already; the row is left out."));
            }
            else if (step < 0 || IsAheadOfTheNextTwo(i, sign))
            {
                Errors.Add(new InputError(file, _lines[i], null, $"date {date:yyyy-MM-dd} is out of order; the row is left out."));
            }
            else
            {
                kept.Add(_bars[i]);
            }
        }

        if (newestFirst)
        {
            kept.Reverse();
        }

        return kept;
    }

    /// <summary>The messages by line, the first <see cref="PriceCsv.MaxErrors"/> of them and how many more there were.</summary>
    public IReadOnlyList<InputError> CappedErrors()
    {
        if (Errors.Count <= 1)
        {
            return Errors;
        }

        List<InputError> sorted = [.. Errors.OrderBy(error => error.Line)];
        return sorted.Count <= PriceCsv.MaxErrors
            ? sorted
            :
            [
                .. sorted.Take(PriceCsv.MaxErrors),
                new InputError(file, null, null, string.Create(CultureInfo.InvariantCulture, $"{sorted.Count - PriceCsv.MaxErrors} more rows are left out.")),
            ];
    }

    /// <summary>One wrong date far ahead must not cost the rows behind it: the two rows after it tell that it is the wrong one.</summary>
    private bool IsAheadOfTheNextTwo(int i, int sign) =>
        i + 2 < _bars.Count
        && sign * _bars[i + 1].Date.CompareTo(_bars[i].Date) < 0
        && sign * _bars[i + 2].Date.CompareTo(_bars[i].Date) < 0;

    private void ReadRow(ReadOnlySpan<byte> line, Span<double> values)
    {
        values.Fill(double.NaN);
        values[(int)PriceColumn.Split] = 1;
        values[(int)PriceColumn.Dividend] = 0;
        DateOnly date = default;
        int at = 0;
        for (int column = 0; column < header.Needed; column++)
        {
            if (at > line.Length)
            {
                Leave(null, $"has {column} fields where the header needs {header.Needed}");
                return;
            }

            int start = at;
            ReadOnlySpan<byte> field = NextField(line, ref at);
            PriceColumn kind = header.Columns[column];
            if (kind == PriceColumn.Ignored)
            {
                continue;
            }

            if (kind == PriceColumn.Date)
            {
                if (!PriceCsvFields.TryDate(field, out date))
                {
                    Leave(start, $"'{Show(field)}' is no date that can be told for certain; write yyyy-MM-dd");
                    return;
                }
            }
            else if (PriceCsvFields.TryNumber(field, out double value))
            {
                if (!IsPossible(kind, value))
                {
                    Leave(start, $"{PriceCsvHeader.Name(kind)} {Show(field)} is not positive");
                    return;
                }

                values[(int)kind] = value;
            }
            else if (PriceCsvFields.IsMissing(field))
            {
                if (kind == PriceColumn.Close)
                {
                    LeaveWithoutClose(start, field);
                    return;
                }
            }
            else
            {
                Leave(start, $"{PriceCsvHeader.Name(kind)} '{Show(field)}' is not a number");
                return;
            }
        }

        if (at <= line.Length && header.Needed == header.Columns.Length)
        {
            Leave(at, $"has more fields than the header's {header.Columns.Length} (write decimals with a point and no thousands separators)");
            return;
        }

        if (date > lastDate)
        {
            Leave(null, $"date {date:yyyy-MM-dd} lies in the future");
            return;
        }

        _ascending &= _bars.Count == 0 || date > _bars[^1].Date;
        _lines.Add(_line);
        _bars.Add(new PriceBar(
            date,
            values[(int)PriceColumn.Open],
            values[(int)PriceColumn.High],
            values[(int)PriceColumn.Low],
            values[(int)PriceColumn.Close],
            values[(int)PriceColumn.AdjustedClose],
            values[(int)PriceColumn.Volume],
            values[(int)PriceColumn.Split],
            values[(int)PriceColumn.Dividend]));
    }

    /// <summary>The field at <paramref name="at"/>, which moves behind its separator; past the end of the line when it was the last.</summary>
    private ReadOnlySpan<byte> NextField(ReadOnlySpan<byte> line, ref int at)
    {
        while (at < line.Length && line[at] == (byte)' ')
        {
            at++;
        }

        ReadOnlySpan<byte> rest = line[at..];
        if (!rest.IsEmpty && rest[0] == (byte)'"')
        {
            int quote = rest[1..].IndexOf((byte)'"');
            if (quote >= 0)
            {
                int next = rest[(quote + 2)..].IndexOf(header.Separator);
                at = next < 0 ? line.Length + 1 : at + quote + 2 + next + 1;
                return rest[1..(quote + 1)].Trim((byte)' ');
            }
        }

        int length = 0;
        while (length < rest.Length && rest[length] != header.Separator)
        {
            length++;
        }

        at += length + 1;
        return rest[..length].TrimEnd((byte)' ');
    }

    private bool IsPossible(PriceColumn kind, double value) => kind switch
    {
        PriceColumn.Volume or PriceColumn.Dividend => value >= 0,
        PriceColumn.Split => value > 0,
        _ => value > 0 || change == PriceChange.DifferenceBps,
    };

    /// <summary>A day that the source itself marks as without a price (null, N/D, a point) is no error; a hole is.</summary>
    private void LeaveWithoutClose(int start, ReadOnlySpan<byte> field)
    {
        if (field.IsEmpty)
        {
            Leave(start, "Close is empty");
        }
    }

    private void Leave(int? start, string problem) =>
        Errors.Add(new InputError(file, _line, start + 1, $"{problem}; the row is left out."));

    private static string Show(ReadOnlySpan<byte> field)
    {
        string text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, 40)]);
        return string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
    }
}
