using MarketPulse.Benchmarks.Events;
using MarketPulse.Benchmarks.Feeds;
using MarketPulse.Benchmarks.Functions;
using MarketPulse.Benchmarks.Growth;
using MarketPulse.Benchmarks.Impact;
using MarketPulse.Benchmarks.Pipeline;
using MarketPulse.Benchmarks.Sensitivity;
using MarketPulse.Benchmarks.Storage;
using MarketPulse.Benchmarks.Web;

namespace MarketPulse.Benchmarks.Quick;

/// <summary>Every group of quick lines, in the order of printing.</summary>
internal static class QuickGroups
{
    public static IReadOnlyList<QuickGroup> All =>
    [
        new StudyLines(),
        new TestSummaryLines(),
        new LoadLines(),
        new StudyCommandLines(),
        new StoreLines(),
        new BarLines(),
        new DetectLines(),
        new ClusterLines(),
        new FeedLines(),
        new StreamLines(),
        new IngestLines(),
        new ApiLines(),
        new FormatLines(),
        new PageLines(),
        new SensitivityLines(),
        new LatencyLines(),
        new GrowthLines(),
        new YearLines(),
        new StartLines(),
    ];
}
