using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using Sylvan.Data.Csv;

namespace MarketPulse.Core.Tests.Events.Detection;

/// <summary>Labelled headlines. Their text is not part of the repository.</summary>
internal static class LabelledHeadlines
{
    /// <summary>550 headlines of three sources, including the held-out third.</summary>
    public static IReadOnlyList<LabelledHeadline> Read()
    {
        using CsvDataReader csv = CsvDataReader.Create(SharedData.Path("data", "headlines", "dev.csv"));
        var labels = new List<LabelledHeadline>();
        while (csv.Read())
        {
            labels.Add(new LabelledHeadline(
                csv.GetString(0), Date(csv.GetString(1)), csv.GetString(2), csv.GetString(3) == "1", Direction(csv.GetString(4))));
        }

        return labels;
    }

    /// <summary>Everything that the event model is fitted on, including the third that is held out.</summary>
    public static IReadOnlyList<LabelledHeadline> ReadAll() => [.. Read(), .. ReadStream(), .. ReadOwn()];

    /// <summary>Headlines on public events in the project's own words, many in the manner of broadsheets.</summary>
    public static IReadOnlyList<LabelledHeadline> ReadOwn() => ReadOwn("own-headlines.csv");

    /// <summary>
    /// More of them, by which rules were written. The event model is not fitted on them, because nearly all report a development.
    /// </summary>
    public static IReadOnlyList<LabelledHeadline> ReadBroadsheets() => ReadOwn("broadsheet-headlines.csv");

    /// <summary>Headlines on events from June 2025 on, whose errors nobody had read when the rules were written.</summary>
    public static IReadOnlyList<LabelledHeadline> ReadSetAside() => ReadOwn("set-aside-headlines.csv");

    /// <summary>Headlines of the news stream with the labels of <c>stream-labels.csv</c>, which contains ids but no text.</summary>
    public static IReadOnlyList<LabelledHeadline> ReadStream()
    {
        var known = new Dictionary<string, (bool IsEvent, Stance? Stance)>(StringComparer.Ordinal);
        string path = Repository.Path("tests", "MarketPulse.Core.Tests", "Events", "Detection", "stream-labels.csv");
        using (CsvDataReader csv = CsvDataReader.Create(path))
        {
            while (csv.Read())
            {
                known.Add(csv.GetString(0), (csv.GetString(1) == "1", Direction(csv.GetString(2))));
            }
        }

        using CsvDataReader stream = CsvDataReader.Create(SharedData.Path("data", "headlines", "stream.csv"));
        var labels = new List<LabelledHeadline>();
        while (stream.Read())
        {
            string id = stream.GetString(0);
            if (known.Remove(id, out (bool IsEvent, Stance? Stance) label))
            {
                labels.Add(new LabelledHeadline(id, Date(stream.GetString(1)), stream.GetString(2), label.IsEvent, label.Stance));
            }
        }

        known.Keys.ShouldBeEmpty("every label belongs to a headline of the stream");
        return labels;
    }

    /// <summary>All headlines of the news stream, without labels.</summary>
    public static IReadOnlyList<string> ReadStreamTitles()
    {
        using CsvDataReader csv = CsvDataReader.Create(SharedData.Path("data", "headlines", "stream.csv"));
        var titles = new List<string>();
        while (csv.Read())
        {
            titles.Add(csv.GetString(2));
        }

        return titles;
    }

    private static List<LabelledHeadline> ReadOwn(string name)
    {
        using CsvDataReader csv = CsvDataReader.Create(
            Repository.Path("tests", "MarketPulse.Core.Tests", "Events", "Detection", name));
        var labels = new List<LabelledHeadline>();
        while (csv.Read())
        {
            labels.Add(new LabelledHeadline(
                csv.GetString(0), Date(csv.GetString(1)), csv.GetString(2), csv.GetString(3) == "1", Direction(csv.GetString(4))));
        }

        return labels;
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static Stance? Direction(string letter) => letter switch
    {
        "E" => Stance.Escalation,
        "D" => Stance.Deescalation,
        "M" => Stance.Mixed,
        "N" => Stance.Neutral,
        _ => null,
    };
}
