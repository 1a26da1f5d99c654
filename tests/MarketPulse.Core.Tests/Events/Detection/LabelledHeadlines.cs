using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Testing;
using Sylvan.Data.Csv;

namespace MarketPulse.Core.Tests.Events.Detection;

/// <summary>The labelled headlines beside the repository.</summary>
internal static class LabelledHeadlines
{
    public static IReadOnlyList<LabelledHeadline> Read()
    {
        using CsvDataReader csv = CsvDataReader.Create(SharedData.Path("data", "headlines", "dev.csv"));
        var labels = new List<LabelledHeadline>();
        while (csv.Read())
        {
            labels.Add(new LabelledHeadline(
                csv.GetString(0),
                DateOnly.ParseExact(csv.GetString(1), "yyyy-MM-dd", CultureInfo.InvariantCulture),
                csv.GetString(2),
                csv.GetString(3) == "1",
                csv.GetString(4) switch { "E" => Stance.Escalation, "D" => Stance.Deescalation, "M" => Stance.Mixed, "N" => Stance.Neutral, _ => null }));
        }

        return labels;
    }
}
