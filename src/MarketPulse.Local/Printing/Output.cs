using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Output of a command: data in the chosen format, and sentences for people only with tables.</summary>
internal sealed class Output
{
    private readonly TextWriter _writer;
    private readonly IAnsiConsole _console;
    private readonly Stream? _binary;
    private readonly OutputManner _manner;

    /// <summary>Creates the output over <paramref name="writer"/>.</summary>
    /// <param name="format">The chosen format.</param>
    /// <param name="writer">Standard output.</param>
    /// <param name="width">Width of tables in characters; null for the width of the terminal, or 80 without a terminal.</param>
    /// <param name="binary">Standard output as bytes, for formats that are no text; null for that of the process.</param>
    /// <param name="manner">How to print; null for the usual manner.</param>
    public Output(OutputFormat format, TextWriter writer, int? width = null, Stream? binary = null, OutputManner? manner = null)
    {
        _manner = manner ?? new OutputManner();
        Format = format;
        _binary = binary;
        _writer = writer;
        IsTerminal = Terminal.Shows(writer);
        _console = Terminal.Open(writer, _manner.NoColor);
        if (width is not null || !IsTerminal)
        {
            _console.Profile.Width = width ?? 80;
        }
    }

    /// <summary>The chosen format.</summary>
    public OutputFormat Format { get; }

    /// <summary>Whether the output is a terminal rather than a file or a pipe.</summary>
    public bool IsTerminal { get; }

    /// <summary>Prints one set of rows; an array in JSON.</summary>
    public void Write(RowSet rows) => WriteDocument([rows]);

    /// <summary>Prints several sets as one document. CSV and Parquet have only the last set, because they hold one table.</summary>
    public void WriteDocument(IReadOnlyList<RowSet> sets)
    {
        switch (Format)
        {
            case OutputFormat.Json:
                JsonOutput.Write(_writer, sets);
                break;
            case OutputFormat.Csv:
                CsvOutput.Write(_writer, sets[^1]);
                break;
            case OutputFormat.Parquet:
                WriteParquet(sets[^1]);
                break;
            default:
                foreach (RowSet set in sets)
                {
                    if (sets.Count > 1)
                    {
                        _console.WriteLine();
                    }

                    TableOutput.Write(_console, set);
                }

                break;
        }
    }

    // Written in full before a byte is sent: a pipe then gets a whole file or nothing.
    private void WriteParquet(RowSet set)
    {
        using var content = new MemoryStream();
        set.WriteParquetAsync(content).GetAwaiter().GetResult();
        using Stream? own = _binary is null ? Console.OpenStandardOutput() : null;
        content.Position = 0;
        content.CopyTo(_binary ?? own!);
    }

    /// <summary>Prints a drawing.</summary>
    public void WriteDrawing(string svg) => _writer.Write(svg);

    /// <summary>Prints the content of a file as it is.</summary>
    public void WriteText(string content) => _writer.Write(content);

    /// <summary>Prints a card for people; nothing in JSON and CSV.</summary>
    public void WriteCard(Card card)
    {
        if (Format != OutputFormat.Table)
        {
            return;
        }

        _console.Write(new Text(CellText.ForTerminal(card.Title) + "\n", new Style(decoration: Decoration.Bold)));
        var grid = new Grid();
        grid.AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(2, 0, 2, 0) });
        grid.AddColumn(new GridColumn { Padding = new Padding(0, 0, 0, 0) });
        foreach (CardLine line in card.Lines.Where(line => line.Text.Length > 0))
        {
            Style style = line.Style is null ? Style.Plain : Style.Parse(line.Style);
            grid.AddRow(new Text(line.Label), new Text(CellText.ForTerminal(line.Text), style));
        }

        _console.Write(grid);
        _console.WriteLine();
    }

    /// <summary>Prints a sentence for people; nothing when quiet, and nothing in JSON and CSV, which hold only data.</summary>
    public void Say(string line)
    {
        if (Format == OutputFormat.Table && !_manner.Quiet)
        {
            _console.Write(new Text(CellText.ForTerminal(line)));
            _console.WriteLine();
        }
    }
}
