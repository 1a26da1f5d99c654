using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using Sylvan.Data.Csv;

namespace MarketPulse.Core.Tests.Events.Detection;

/// <summary>Labelled headlines; their text lies beside the repository.</summary>
internal static class LabelledHeadlines
{
    /// <summary>The 550 that the event model is fitted on, but for a third.</summary>
    public static IReadOnlyList<LabelledHeadline> Read()
    {
        using CsvDataReader csv = CsvDataReader.Create(SharedData.Path("data", "headlines", "dev.csv"));
        var labels = new List<LabelledHeadline>();
        while (csv.Read())
        {
            labels.Add(new LabelledHeadline(csv.GetString(0), Date(csv.GetString(1)), csv.GetString(2), csv.GetString(3) == "1", Direction(csv.GetString(4))));
        }

        return labels;
    }

    /// <summary>Headlines of the news stream with the labels of <c>stream-labels.csv</c>, which holds ids and no text.</summary>
    public static IReadOnlyList<LabelledHeadline> ReadStream()
    {
        var known = new Dictionary<string, (bool IsEvent, Stance? Stance)>(StringComparer.Ordinal);
        using (CsvDataReader csv = CsvDataReader.Create(Repository.Path("tests", "MarketPulse.Core.Tests", "Events", "Detection", "stream-labels.csv")))
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
            if (known.TryGetValue(stream.GetString(0), out (bool IsEvent, Stance? Stance) label))
            {
                labels.Add(new LabelledHeadline(stream.GetString(0), Date(stream.GetString(1)), stream.GetString(2), label.IsEvent, label.Stance));
            }
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
