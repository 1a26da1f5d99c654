using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using Sylvan.Data.Csv;

namespace MarketPulse.Local.Commands;

/// <summary>Reads labelled headlines from CSV files.</summary>
internal static class LabelFile
{
    private static readonly string[] Columns = ["id", "published", "title", "is_event", "stance"];
    private static readonly string[] TitleColumns = ["id", "published", "title"];

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
        Dictionary<string, (DateOnly Published, string Title)>? known = titles is null ? null : ReadTitles(titles);
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

    private static Dictionary<string, (DateOnly Published, string Title)> ReadTitles(string path)
    {
        using CsvDataReader csv = Open(path);
        int[] columns = [.. TitleColumns.Select(name => Ordinal(csv, name, path))];
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

    private static int Ordinal(CsvDataReader csv, string name, string path) =>
        Find(csv, name) is >= 0 and var column
            ? column
            : throw CommandError.BadArguments(
                $"{path} has no column '{name}'; it needs id, published, title, is_event (0 or 1) and stance (E, D, M, N or -).");
}
