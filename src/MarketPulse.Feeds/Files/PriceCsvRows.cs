using System.Globalization;
using System.Text;
using MarketPulse.Core.Markets;

namespace MarketPulse.Feeds.Files;

/// <summary>Reads the rows of one price file.</summary>
/// <param name="header">The columns.</param>
/// <param name="file">Name of the file in messages.</param>
/// <param name="change">How changes are measured; prices must be positive unless they are differences.</param>
/// <param name="lastDate">Rows after this date are in the future.</param>
/// <param name="capacity">Expected number of rows.</param>
internal sealed class PriceCsvRows(PriceCsvHeader header, string file, PriceChange change, DateOnly lastDate, int capacity)
{
    private const int ShownBytes = 40;

    private readonly List<PriceBar> _bars = new(capacity);
    private readonly List<int> _lines = new(capacity);
    private bool _isAscending = true;
    private int _line = 1;

    /// <summary>The rows skipped or noted so far.</summary>
    public List<InputError> Errors { get; } = [];

    /// <summary>Reads every line after the header.</summary>
    public void ReadAll(ReadOnlySpan<byte> text)
    {
        Span<double> values = stackalloc double[Enum.GetValues<PriceColumn>().Length];
        while (!text.IsEmpty)
        {
            _line++;
            int end = text.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = (end < 0 ? text : text[..end]).TrimEnd("\r \t"u8);
            text = end < 0 ? default : text[(end + 1)..];
            if (!line.IsEmpty)
            {
                ReadRow(line, values);
            }
        }
    }

    /// <summary>The bars, oldest first. Rows that repeat a date or do not follow the order of the file are skipped.</summary>
    public List<PriceBar> InOrder()
    {
        if (_isAscending)
        {
            return _bars;
        }

        int direction = IsNewestFirst() ? -1 : 1;
        var kept = new List<PriceBar>(_bars.Count);
        for (int i = 0; i < _bars.Count; i++)
        {
            DateOnly date = _bars[i].Date;
            int step = kept.Count == 0 ? 1 : direction * date.CompareTo(kept[^1].Date);
            if (step == 0)
            {
                Skip(_lines[i], null, $"date {date:yyyy-MM-dd} is repeated");
            }
            else if (step < 0 || IsAheadOfTheNextTwo(i, direction))
            {
                Skip(_lines[i], null, $"date {date:yyyy-MM-dd} is out of order");
            }
            else
            {
                kept.Add(_bars[i]);
            }
        }

        if (direction < 0)
        {
            kept.Reverse();
        }

        return kept;
    }

    /// <summary>The first <see cref="PriceCsv.MaxErrors"/> errors, sorted by line, and the number of further ones.</summary>
    public IReadOnlyList<InputError> CappedErrors()
    {
        if (Errors.Count <= 1)
        {
            return Errors;
        }

        List<InputError> sorted = [.. Errors.OrderBy(error => error.Line)];
        int more = sorted.Count - PriceCsv.MaxErrors;
        return more <= 0
            ? sorted
            :
            [
                .. sorted.Take(PriceCsv.MaxErrors),
                new InputError(file, null, null, string.Create(CultureInfo.InvariantCulture, $"{more} more rows are skipped.")),
            ];
    }

    private bool IsNewestFirst()
    {
        int falls = 0;
        for (int i = 1; i < _bars.Count; i++)
        {
            falls -= Math.Sign(_bars[i].Date.CompareTo(_bars[i - 1].Date));
        }

        return falls > 0;
    }

    // One wrong date far ahead must not cost the rows after it: if both of the next two are earlier, this date is the wrong one.
    private bool IsAheadOfTheNextTwo(int i, int direction) =>
        i + 2 < _bars.Count
        && direction * _bars[i + 1].Date.CompareTo(_bars[i].Date) < 0
        && direction * _bars[i + 2].Date.CompareTo(_bars[i].Date) < 0;

    private void ReadRow(ReadOnlySpan<byte> line, Span<double> values)
    {
        values.Fill(double.NaN);
        values[(int)PriceColumn.Split] = 1;
        values[(int)PriceColumn.Dividend] = 0;
        DateOnly date = default;
        var fields = new PriceCsvLine(line, header.Separator);
        for (int column = 0; column < header.Needed; column++)
        {
            if (!fields.MoveNext())
            {
                Skip(null, $"has {column} fields, but the header needs {header.Needed}");
                return;
            }

            PriceColumn kind = header.Columns[column];
            bool isRead = kind switch
            {
                PriceColumn.Ignored => true,
                PriceColumn.Date => TryReadDate(fields, out date),
                _ => TryReadNumber(kind, fields, ref values[(int)kind]),
            };
            if (!isRead)
            {
                return;
            }
        }

        if (fields.HasNext && header.Needed == header.Columns.Length)
        {
            Skip(
                fields.NextStart,
                $"has more fields than the header's {header.Columns.Length} (write decimals with a point and without thousands "
                + $"separators)");
        }
        else if (date > lastDate)
        {
            Skip(null, $"date {date:yyyy-MM-dd} is in the future");
        }
        else
        {
            Add(date, values);
        }
    }

    private bool TryReadDate(in PriceCsvLine fields, out DateOnly date)
    {
        if (PriceCsvFields.TryDate(fields.Field, out date))
        {
            return true;
        }

        Skip(fields.Start, $"'{Show(fields.Field)}' is not an unambiguous date; write yyyy-MM-dd");
        return false;
    }

    // A missing value leaves what the column defaults to. A missing close leaves no bar, which is an error only if the source does not mark
    // it as missing.
    private bool TryReadNumber(PriceColumn kind, in PriceCsvLine fields, ref double value)
    {
        if (PriceCsvFields.TryNumber(fields.Field, out double number))
        {
            if (IsPossible(kind, number))
            {
                if (kind == PriceColumn.Close && number <= 0 && change == PriceChange.Return)
                {
                    Note(fields.Start, $"Close {Show(fields.Field)} is not positive");
                }

                value = number;
                return true;
            }

            Skip(fields.Start, $"{PriceCsvHeader.Name(kind)} {Show(fields.Field)} is not positive");
            return false;
        }

        if (!PriceCsvFields.IsMissing(fields.Field))
        {
            Skip(fields.Start, $"{PriceCsvHeader.Name(kind)} '{Show(fields.Field)}' is not a number");
            return false;
        }

        if (kind == PriceColumn.Close && fields.Field.IsEmpty)
        {
            Skip(fields.Start, "Close is empty");
        }

        return kind != PriceColumn.Close;
    }

    private bool IsPossible(PriceColumn kind, double value) => kind switch
    {
        PriceColumn.Volume or PriceColumn.Dividend => value >= 0,
        PriceColumn.Split => value > 0,
        PriceColumn.Close => true,
        _ => value > 0 || change == PriceChange.DifferenceBps,
    };

    private void Add(DateOnly date, ReadOnlySpan<double> values)
    {
        _isAscending &= _bars.Count == 0 || date > _bars[^1].Date;
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

    // Crude oil closed below zero on 2020-04-20: such a level is true, but there is no return from it.
    private void Note(int start, string problem) => Errors.Add(
        new InputError(file, _line, start + 1, $"{problem}; it counts as missing, and the return across it is marked gap.")
        {
            IsWarning = true,
        });

    private void Skip(int? start, string problem) => Skip(_line, start, problem);

    private void Skip(int line, int? start, string problem) =>
        Errors.Add(new InputError(file, line, start + 1, $"{problem}; the row is skipped."));

    private static string Show(ReadOnlySpan<byte> field)
    {
        string text = Encoding.UTF8.GetString(field[..Math.Min(field.Length, ShownBytes)]);
        return string.Concat(text.Select(c => char.IsControl(c) ? '?' : c));
    }
}
