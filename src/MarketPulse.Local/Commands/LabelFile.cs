using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using Sylvan.Data.Csv;

namespace MarketPulse.Local.Commands;

/// <summary>Reads labelled headlines from CSV files.</summary>
internal static class LabelFile
{
    private static readonly string[] Columns = ["id", "published", "title", "is_event", "stance"];
    private const string Values = " (is_event is 0 or 1; stance is E, D, M, N or -)";
    private static readonly string[] TitleColumns = ["id", "published", "title"];
    private static readonly string[] ActColumns = ["id", "published", "title", "act"];

    /// <summary>Whether a file has the columns of labels.</summary>
    public static bool IsLabels(string path)
    {
        if (!path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || !File.Exists(path))
        {
            return false;
        }

        using CsvDataReader csv = CsvDataReader.Create(path);
        return Columns.All(name => Find(csv, name) >= 0);
    }

    /// <summary>Reads the labels of a file.</summary>
    /// <param name="path">A CSV file with the columns id, published, title, is_event and stance.</param>
    /// <param name="titles">A CSV file with id, published and title, for labels without them; null for none.</param>
    public static List<LabelledHeadline> Read(string path, string? titles)
    {
        using CsvDataReader csv = Open(path);
        Dictionary<string, (DateOnly Published, string Title)>? known = titles is null ? null : ReadHeadlines(titles);
        bool areApart = known is not null && (Find(csv, "title") < 0 || Find(csv, "published") < 0);
        int id = Ordinal(csv, "id", path), isEvent = Ordinal(csv, "is_event", path), stance = Ordinal(csv, "stance", path);
        int published = areApart ? -1 : Ordinal(csv, "published", path), title = areApart ? -1 : Ordinal(csv, "title", path);
        var labels = new List<LabelledHeadline>();
        while (csv.Read())
        {
            string name = csv.GetString(id);
            (DateOnly date, string text) = !areApart ? (Date(csv, published, path), csv.GetString(title))
                : known!.TryGetValue(name, out (DateOnly, string) headline) ? headline
                : throw CommandError.BadArguments($"{path}, line {csv.RowNumber + 1}: {titles} has no headline '{name}'.");
            labels.Add(new LabelledHeadline(name, date, text, IsEvent(csv, isEvent, path), Direction(csv, stance, path)));
        }

        return labels;
    }

    /// <summary>Reads headlines whose acts are labelled.</summary>
    /// <param name="path">A CSV file with the columns id, published, title and act; act is empty for headlines that report none.</param>
    public static List<LabelledAct> ReadActs(string path)
    {
        using CsvDataReader csv = Open(path);
        int[] columns = [.. ActColumns.Select(name => Ordinal(csv, name, path, ActColumns))];
        var acts = new List<LabelledAct>();
        while (csv.Read())
        {
            string act = csv.GetString(columns[3]);
            acts.Add(new LabelledAct(
                csv.GetString(columns[0]), Date(csv, columns[1], path), csv.GetString(columns[2]), act.Length > 0 ? act : null));
        }

        return acts;
    }

    /// <summary>Reads headlines without labels.</summary>
    /// <param name="path">A CSV file with the columns id, published and title.</param>
    public static IReadOnlyList<string> ReadTitles(string path) => [.. ReadHeadlines(path).Values.Select(headline => headline.Title)];

    private static Dictionary<string, (DateOnly Published, string Title)> ReadHeadlines(string path)
    {
        using CsvDataReader csv = Open(path);
        int[] columns = [.. TitleColumns.Select(name => Ordinal(csv, name, path, TitleColumns))];
        var titles = new Dictionary<string, (DateOnly, string)>(StringComparer.Ordinal);
        while (csv.Read())
        {
            titles[csv.GetString(columns[0])] = (Date(csv, columns[1], path), csv.GetString(columns[2]));
        }

        return titles;
    }

    private static CsvDataReader Open(string path) =>
        File.Exists(path) ? CsvDataReader.Create(path) : throw CommandError.BadArguments($"There is no file '{path}'.");

    private static DateOnly Date(CsvDataReader csv, int column, string path) =>
        DateOnly.TryParse(csv.GetString(column), CultureInfo.InvariantCulture, out DateOnly date)
            ? date
            : throw CommandError.BadArguments(
                $"{path}, line {csv.RowNumber + 1}: '{csv.GetString(column)}' is not a date (yyyy-MM-dd).");

    private static bool IsEvent(CsvDataReader csv, int column, string path) => csv.GetString(column) switch
    {
        "1" => true,
        "0" => false,
        string other => throw CommandError.BadArguments($"{path}, line {csv.RowNumber + 1}: is_event is '{other}', not 0 or 1."),
    };

    private static Stance? Direction(CsvDataReader csv, int column, string path)
    {
        string text = csv.GetString(column);
        return text is "-" or "" ? null
            : StanceLetters.Parse(text)
                ?? throw CommandError.BadArguments($"{path}, line {csv.RowNumber + 1}: stance is '{text}', not E, D, M, N or -.");
    }

    private static int Find(CsvDataReader csv, string name)
    {
        for (int i = 0; i < csv.FieldCount; i++)
        {
            if (string.Equals(csv.GetName(i), name, StringComparison.OrdinalIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private static int Ordinal(CsvDataReader csv, string name, string path) => Ordinal(csv, name, path, Columns);

    private static int Ordinal(CsvDataReader csv, string name, string path, string[] needed) =>
        Find(csv, name) is >= 0 and var column
            ? column
            : throw CommandError.BadArguments(
                $"{path} has no column '{name}'; it needs {string.Join(", ", needed)}{(needed == Columns ? Values : "")}.");
}
