using System.Globalization;
using MarketPulse.Core.Events.Clustering;

namespace MarketPulse.Local.Printing;

/// <summary>Which articles report the same act, as <c>detect --clusters</c> prints it.</summary>
internal static class ClusterView
{
    /// <summary>Clusters detections into events, without storage, and prints the event of each article in the order of the input.</summary>
    public static void Print(Output output, IReadOnlyList<Detection> detections)
    {
        ClusteredEvents clustered = EventClustering.Cluster(
            detections.Select(detection => ArticleFacts.FromVerdict(detection.Article, detection.Verdict)));
        Row[] rows =
        [
            .. detections.Select(detection => new Row(
                detection.Article.SourceId ?? detection.Article.Id,
                clustered.EventByArticle.GetValueOrDefault(detection.Article.Id),
                detection.Article.Title)),
        ];
        output.Write(RowSet.Create("clusters", rows, View, Data));
        output.Say(string.Create(
            CultureInfo.InvariantCulture,
            $"{rows.Length:N0} articles: {rows.Count(row => row.EventId is not null):N0} report {clustered.Events.Count:N0} events."));
    }

    private static IReadOnlyList<DataColumn<Row>> Data { get; } =
    [
        new("source_id", row => row.SourceId),
        new("event_id", row => row.EventId),
    ];

    private static IReadOnlyList<ViewColumn<Row>> View { get; } =
    [
        new("article", row => row.SourceId),
        new("event", row => row.EventId ?? "none"),
        new("title", row => row.Title) { Wraps = true },
    ];

    private sealed record Row(string SourceId, string? EventId, string Title);
}
