using System.Globalization;
using System.Net;
using System.Text;
using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Local.Printing;

/// <summary>
/// Draws the tension index as a stand-alone SVG without scripts: the gross index above, escalation and easing as bars below.
/// </summary>
internal static class TensionChart
{
    private const double Width = 960, Height = 480, Left = 56, Right = 16, Top = 48, GrossHeight = 240, Gap = 36, BarsHeight = 104;
    private const string Font = "font-family=\"system-ui, sans-serif\" font-size=\"12\"";
    private const double BarsTop = Top + GrossHeight + Gap, PlotWidth = Width - Left - Right;

    public static string Draw(IReadOnlyList<TensionDay> days, string title)
    {
        var svg = new StringBuilder();
        string safe = WebUtility.HtmlEncode(title);
        const string Labels = "role=\"img\" aria-labelledby=\"t d\"";
        Add(svg, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" {Labels} {Font}>");
        Add(svg, $"<title id=\"t\">{safe}</title>");
        Add(svg, $"<desc id=\"d\">{Description(days)}</desc>");
        Add(svg, $"<rect width=\"{Width}\" height=\"{Height}\" fill=\"#ffffff\"/>");
        Add(svg, $"<text x=\"{Left}\" y=\"24\" font-size=\"16\" font-weight=\"600\" fill=\"#1a1a1a\">{safe}</text>");
        if (days.Count == 0)
        {
            Add(svg, $"<text x=\"{Left}\" y=\"{Top + 24}\" fill=\"#555555\">No days to draw.</text>");
        }
        else
        {
            Gross(svg, days);
            Bars(svg, days);
            Dates(svg, days);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Gross(StringBuilder svg, IReadOnlyList<TensionDay> days)
    {
        double step = Step(Math.Max(1, days.Max(day => day.Gross ?? 0)));
        double most = step * Math.Ceiling(Math.Max(1, days.Max(day => day.Gross ?? 0)) / step);
        double Y(double value) => Top + (GrossHeight * (1 - (value / most)));
        for (double tick = 0; tick <= most; tick += step)
        {
            Add(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(tick):0.#}\" y2=\"{Y(tick):0.#}\" stroke=\"#e3e3e3\"/>");
            Add(svg, $"<text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\" fill=\"#555555\">{tick:0.##}</text>");
        }

        bool daily = days.Any(day => day.Gross30d is not null);
        Line(svg, days, day => day.Gross, Y, daily ? new Stroke("#9ab6d3", 1, 1) : new Stroke("#1f5a92", 2, 1));
        Line(svg, days, day => day.Gross30d, Y, new Stroke("#1f5a92", 2, 30));
        string legend = $"gross{(daily ? ", with its 30-day mean" : "")} (100 = base)";
        Add(svg, $"<text x=\"{Width - Right}\" y=\"40\" text-anchor=\"end\" fill=\"#1f5a92\">{legend}</text>");
    }

    private static void Bars(StringBuilder svg, IReadOnlyList<TensionDay> days)
    {
        double most = Math.Max(1, days.Max(day => Math.Max(day.Escalation ?? 0, day.Easing ?? 0)));
        double zero = BarsTop + (BarsHeight / 2), wide = Math.Max(0.6, 0.8 * PlotWidth / Periods(days));
        for (int i = 0; i < days.Count; i++)
        {
            double x = X(i, days) - (wide / 2);
            double up = (days[i].Escalation ?? 0) / most * BarsHeight / 2, down = (days[i].Easing ?? 0) / most * BarsHeight / 2;
            if (up > 0)
            {
                Add(svg, $"<rect x=\"{x:0.##}\" y=\"{zero - up:0.##}\" width=\"{wide:0.##}\" height=\"{up:0.##}\" fill=\"#b3261e\"/>");
            }

            if (down > 0)
            {
                Add(svg, $"<rect x=\"{x:0.##}\" y=\"{zero:0.##}\" width=\"{wide:0.##}\" height=\"{down:0.##}\" fill=\"#2e7d32\"/>");
            }
        }

        Add(svg, $"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{zero}\" y2=\"{zero}\" stroke=\"#777777\"/>");
        string legend = string.Create(CultureInfo.InvariantCulture, $"escalation above, easing below; largest {most:0.#}");
        Add(svg, $"<text x=\"{Width - Right}\" y=\"{BarsTop - 6}\" text-anchor=\"end\" fill=\"#555555\">{legend}</text>");
    }

    private static void Dates(StringBuilder svg, IReadOnlyList<TensionDay> days)
    {
        int labels = Math.Min(8, days.Count);
        for (int j = 0; j < labels; j++)
        {
            int i = labels == 1 ? 0 : j * (days.Count - 1) / (labels - 1);
            string anchor = labels == 1 ? "middle" : j == 0 ? "start" : j == labels - 1 ? "end" : "middle";
            (double x, double y) = (X(i, days), BarsTop + BarsHeight + 22);
            Add(svg, $"<text x=\"{x:0.#}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"#555555\">{days[i].Date:yyyy-MM-dd}</text>");
        }
    }

    /// <summary>A line with gaps where a day has no value, or too many days have no row.</summary>
    private static void Line(
        StringBuilder svg, IReadOnlyList<TensionDay> days, Func<TensionDay, double?> number, Func<double, double> y, Stroke stroke)
    {
        var path = new StringBuilder();
        bool open = false;
        for (int i = 0; i < days.Count; i++)
        {
            if (number(days[i]) is not { } value)
            {
                open = false;
                continue;
            }

            open = open && Distance(days[i - 1], days[i], days) <= stroke.Reach;
            path.Append(CultureInfo.InvariantCulture, $"{(open ? 'L' : 'M')}{X(i, days):0.#} {y(value):0.#}");
            open = true;
        }

        if (path.Length > 0)
        {
            const string Joins = "stroke-linejoin=\"round\" stroke-linecap=\"round\"";
            Add(svg, $"<path d=\"{path}\" fill=\"none\" stroke=\"{stroke.Colour}\" stroke-width=\"{stroke.Width}\" {Joins}/>");
        }
    }

    /// <summary>How a line is drawn.</summary>
    /// <param name="Colour">Its colour.</param>
    /// <param name="Width">Its width.</param>
    /// <param name="Reach">Greatest distance of two rows, in days or months, that the line bridges.</param>
    private readonly record struct Stroke(string Colour, double Width, int Reach);

    private static double X(int i, IReadOnlyList<TensionDay> days) =>
        Left + (PlotWidth * (Distance(days[0], days[i], days) + 0.5) / Periods(days));

    /// <summary>Number of days or months from the first to the last, with or without a row.</summary>
    private static int Periods(IReadOnlyList<TensionDay> days) => Distance(days[0], days[^1], days) + 1;

    /// <summary>Number of days, or of months if every row is the first day of one, between two rows.</summary>
    private static int Distance(TensionDay from, TensionDay to, IReadOnlyList<TensionDay> days) => days.All(day => day.Date.Day == 1)
        ? (12 * (to.Date.Year - from.Date.Year)) + to.Date.Month - from.Date.Month
        : to.Date.DayNumber - from.Date.DayNumber;

    /// <summary>A round tick distance that gives four to ten ticks.</summary>
    private static double Step(double most)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(most / 4)));
        double rest = most / 4 / power;
        return power * (rest < 2 ? 1 : rest < 5 ? 2 : 5);
    }

    private static string Description(IReadOnlyList<TensionDay> days)
    {
        if (days.Count == 0)
        {
            return "There is no data.";
        }

        string last = days.LastOrDefault(day => day.Gross is not null)?.Gross is { } gross
            ? gross.ToString("0.#", CultureInfo.InvariantCulture)
            : "none";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"From {days[0].Date:yyyy-MM-dd} to {days[^1].Date:yyyy-MM-dd}: gross index above, escalation and easing below. "
                + $"Last gross value: {last}.");
    }

    private static void Add(StringBuilder svg, FormattableString line) =>
        svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
