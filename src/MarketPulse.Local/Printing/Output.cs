using Spectre.Console;

namespace MarketPulse.Local.Printing;

/// <summary>Output of a command: data in the chosen format, and sentences for people only with tables.</summary>
internal sealed class Output
{
    private readonly TextWriter _writer;
    private readonly IAnsiConsole _console;

    /// <summary>Creates the output over <paramref name="writer"/>.</summary>
    /// <param name="format">The chosen format.</param>
    /// <param name="writer">Standard output.</param>
    /// <param name="width">Width of tables in characters; null for the width of the terminal, or 80 without a terminal.</param>
    public Output(OutputFormat format, TextWriter writer, int? width = null)
    {
        Format = format;
        _writer = writer;
        IsTerminal = Terminal.Shows(writer);
        _console = Terminal.Open(writer);
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

    /// <summary>Prints several sets as one document. CSV has only the last set, because it holds one table.</summary>
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

    /// <summary>Prints a sentence for people; nothing in JSON and CSV, which hold only data.</summary>
    public void Say(string line)
    {
        if (Format == OutputFormat.Table)
        {
            _console.Write(new Text(CellText.ForTerminal(line)));
            _console.WriteLine();
        }
    }
}
