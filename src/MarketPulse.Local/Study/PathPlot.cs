using System.Globalization;
using System.Security;
using System.Text;
using MarketPulse.Core.Impact.Batch;

namespace MarketPulse.Local.Study;

/// <summary>Draws the mean path of cumulative abnormal returns with its 95% band, as SVG.</summary>
internal static class PathPlot
{
    private const string Font = "font-family=\"sans-serif\" font-size=\"12\"";
    private const double Width = 800, Height = 450, Left = 70, Right = 20, Top = 50, Bottom = 50;

    public static string Draw(IReadOnlyList<AveragePathDay> path, string title)
    {
        double low = Math.Min(0, path.Min(day => day.Lo)), high = Math.Max(0, path.Max(day => day.Hi));
        double step = Step(high - low);
        (low, high) = (Math.Floor(low / step) * step, Math.Ceiling(high / step) * step);
        int first = path[0].Day, last = path[^1].Day;
        double X(double day) => Left + ((day - first) / Math.Max(1, last - first) * (Width - Left - Right));
        double Y(double value) => Top + ((high - value) / (high - low) * (Height - Top - Bottom));

        var svg = new StringBuilder();
        string safe = SecurityElement.Escape(title);
        Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {Width} {Height}\" {Font} role=\"img\">");
        Append($"<title>{safe}</title><rect width=\"{Width}\" height=\"{Height}\" fill=\"white\"/>");
        Append($"<text x=\"{Left}\" y=\"26\" font-size=\"15\">{safe}</text>");
        for (int i = 0; i <= Math.Round((high - low) / step); i++)
        {
            double value = low + (i * step);
            string stroke = Math.Abs(value) < step / 2 ? "#555" : "#ddd";
            Append($"<line x1=\"{Left}\" x2=\"{Width - Right}\" y1=\"{Y(value):0.##}\" y2=\"{Y(value):0.##}\" stroke=\"{stroke}\"/>");
            Append($"<text x=\"{Left - 8}\" y=\"{Y(value) + 4:0.##}\" text-anchor=\"end\">{100 * value:0.##}%</text>");
        }

        foreach (AveragePathDay day in path.Where(day => day.Day % Math.Max(1, (last - first) / 10) == 0))
        {
            Append($"<text x=\"{X(day.Day):0.##}\" y=\"{Height - Bottom + 20}\" text-anchor=\"middle\">{day.Day:+0;-0;0}</text>");
        }

        string band = string.Join(
            ' ', path.Select(day => Point(day.Day, day.Hi)).Concat(path.Reverse().Select(day => Point(day.Day, day.Lo))));
        Append($"<polygon points=\"{band}\" fill=\"#4477aa\" fill-opacity=\"0.2\"/>");
        string mean = string.Join(' ', path.Select(day => Point(day.Day, day.MeanCar)));
        Append($"<polyline points=\"{mean}\" fill=\"none\" stroke=\"#4477aa\" stroke-width=\"2\"/>");
        (double zero, double bottom, double middle) = (X(0), Height - Bottom, (Left + Width - Right) / 2);
        Append($"<line x1=\"{zero:0.##}\" x2=\"{zero:0.##}\" y1=\"{Top}\" y2=\"{bottom}\" stroke=\"#555\" stroke-dasharray=\"4 3\"/>");
        Append($"<text x=\"{middle}\" y=\"{Height - 10}\" text-anchor=\"middle\">bars from day 0 (band: 95%)</text></svg>");
        return svg.ToString();

        string Point(double day, double value) => string.Create(CultureInfo.InvariantCulture, $"{X(day):0.##},{Y(value):0.##}");
        void Append(FormattableString line) => svg.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    /// <summary>A round step that divides the range into about six parts.</summary>
    private static double Step(double range)
    {
        double raw = Math.Max(range, 1e-9) / 6, power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        return power * ((raw / power) switch { < 1.5 => 1, < 3.5 => 2, < 7.5 => 5, _ => 10 });
    }
}
