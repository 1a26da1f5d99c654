using Spectre.Console;
using Spectre.Console.Rendering;

namespace MarketPulse.Local.Printing;

/// <summary>Prints a row set as a table that fits the width: columns are omitted, never truncated.</summary>
internal static class TableOutput
{
    /// <summary>Minimum width of a column whose text wraps.</summary>
    private const int WrappedWidth = 24;

    /// <summary>Padding and border of a column.</summary>
    private const int BetweenColumns = 2;

    /// <summary>The border at the left.</summary>
    private const int TableEdge = 1;

    public static void Write(IAnsiConsole console, RowSet set)
    {
        IReadOnlyList<ViewHeading> headings = set.ViewHeadings;
        List<IReadOnlyList<ViewCell>> rows = [.. set.ViewRows()];
        List<int> shown = Fit(headings, rows, console.Profile.Width);

        if (set.Title.Length > 0)
        {
            console.Write(new Text(set.Title + "\n", new Style(decoration: Decoration.Bold)));
        }

        if (rows.Count == 0)
        {
            console.Write(new Text("No rows.\n"));
            return;
        }

        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        foreach (int i in shown)
        {
            table.AddColumn(new TableColumn(new Text(headings[i].Title))
            {
                Alignment = headings[i].Right ? Justify.Right : Justify.Left,
                NoWrap = !headings[i].Wraps,
                Padding = new Padding(0, 0, 1, 0),
            });
        }

        foreach (IReadOnlyList<ViewCell> row in rows)
        {
            table.AddRow(shown.Select(i => new Markup(Styled(row[i]))));
        }

        console.Write(table);
        string[] hidden =
        [
            .. Enumerable.Range(0, headings.Count).Except(shown).Where(i => !headings[i].Draws).Select(i => headings[i].Title),
        ];
        if (hidden.Length > 0)
        {
            console.Write(new Text(
                $"Columns omitted at this width: {string.Join(", ", hidden)}. --output csv has every column.\n",
                new Style(decoration: Decoration.Dim)));
        }
    }

    private static string Styled(ViewCell cell)
    {
        string text = Markup.Escape(CellText.ForTerminal(cell.Text));
        return string.IsNullOrEmpty(cell.Style) ? text : $"[{cell.Style}]{text}[/]";
    }

    /// <summary>The columns that are always shown, and of the others those that fit, in the order of their importance.</summary>
    private static List<int> Fit(IReadOnlyList<ViewHeading> headings, IReadOnlyList<IReadOnlyList<ViewCell>> rows, int width)
    {
        int[] widths =
        [
            .. headings.Select((heading, i) => Math.Max(Cells(heading.Title), Widest(heading, rows, i)) + BetweenColumns),
        ];
        int[] important = [.. Enumerable.Range(0, headings.Count).OrderBy(i => headings[i].DropOrder)];
        var shown = new List<int>();
        int used = TableEdge;
        foreach (int i in important)
        {
            if (headings[i].DropOrder == 0 || used + widths[i] <= width)
            {
                shown.Add(i);
                used += widths[i];
            }
        }

        return [.. shown.Order()];
    }

    /// <summary>Width of a text in terminal cells: most East Asian characters take two.</summary>
    private static int Cells(string text) => new Segment(text).CellCount();

    private static int Widest(ViewHeading heading, IReadOnlyList<IReadOnlyList<ViewCell>> rows, int column)
    {
        int widest = rows.Count == 0 ? 0 : rows.Max(row => Cells(row[column].Text));
        return heading.Wraps ? Math.Min(widest, WrappedWidth) : widest;
    }
}
