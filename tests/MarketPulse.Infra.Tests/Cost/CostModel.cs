using System.Globalization;
using System.Text;

namespace MarketPulse.Infra.Tests.Cost;

/// <summary>Dollars a month and the first limit for each load, as in the tables of infra/README.md.</summary>
internal static class CostModel
{
    private const double Days = 30.4;
    private const double MemoryGb = 2;
    private const double MaximumInstances = 40;
    private const double DailyCapGb = 1;
    private const double FunctionTimeoutSeconds = 1800;

    /// <summary>Cost of a month by meter.</summary>
    public static IReadOnlyList<(string Meter, double Dollars)> Month(DailyUse day, Prices prices) =>
    [
        ("Functions: memory while busy", prices.Dollars("functionGbSecond", day.BusySeconds * MemoryGb * Days)),
        ("Functions: executions", prices.Dollars("functionMillionExecutions", day.Executions * Days / 1e6)),
        ("Service Bus: base", prices.Dollars("serviceBusBase", 1)),
        ("Service Bus: operations", prices.Dollars("serviceBusMillionOperations", day.ServiceBusOperations * Days / 1e6)),
        ("Tables: operations", prices.Dollars("tableTenThousandOperations", day.TableOperations * Days / 1e4)),
        ("Tables: data after a year", prices.Dollars("tableGbMonth", day.StoredGb * 365)),
        ("Blobs: leases", prices.Dollars("blobTenThousandWrites", day.BlobWrites * Days / 1e4)),
        ("Logs", prices.Dollars("logGb", Math.Min(day.LogGb, DailyCapGb) * Days)),
        ("Alerts", prices.Dollars("logAlert", 4) + prices.Dollars("metricAlert", 2)),
    ];

    /// <summary>The share of each limit that a load uses (1 = all of it), largest first.</summary>
    public static IReadOnlyList<(string Limit, double Used, string Change)> Limits(DailyUse day) =>
    [
        .. new (string Limit, double Used, string Change)[]
        {
            ("one re-clustering at a time, under one lease", day.Load.Reports * day.ClusterSeconds / 86_400,
                "split the feeds over two installations"),
            ("`PollPrices` within `functionTimeout` (30 minutes)", day.PricePollWithBarsSeconds / FunctionTimeoutSeconds,
                "raise `Feeds__RequestsPerHost` if the source allows it, or take prices from a feed that answers many symbols at once"),
            ("`logDailyCapGb` (1 GB)", day.LogGb / DailyCapGb, "raise `logDailyCapGb`, or sample traces"),
            (
                "`maximumInstanceCount` (40) for `ScoreEvent` within the hour", day.ScoreInstances / MaximumInstances,
                "raise `maximumInstanceCount`"),
            ("publishing profiles within `functionTimeout` (30 minutes)", day.PublishSeconds / FunctionTimeoutSeconds,
                "split the watchlist over two installations"),
            (
                "`maximumInstanceCount` (40) for `ProfileInstruments` within the hour", day.ProfileInstances / MaximumInstances,
                "raise `maximumInstanceCount`"),
            (
                "storage account, 20,000 operations a second", day.TableOperationsAtPeak / 20_000,
                "split the watchlist over two installations"),
            (
                "one table partition, 2,000 rows a second", day.PartitionWritesAtPeak / 2_000,
                "spread the day's articles over several partitions"),
            ("Service Bus Standard, 1,000 operations a second", day.ServiceBusOperationsAtPeak / 1_000, "move to Service Bus Premium"),
        }.OrderByDescending(limit => limit.Used),
    ];

    /// <summary>The generated part of infra/README.md.</summary>
    public static string Report()
    {
        var prices = new Prices();
        DailyUse[] days = [.. Load.All.Select(load => new DailyUse(load))];
        var text = new StringBuilder();
        Row(text, ["a day", .. days.Select(day => day.Load.Name)]);
        Row(text, ["---", .. days.Select(_ => "---:")]);
        Row(text, ["articles", .. days.Select(day => Count(day.Load.Articles))]);
        Row(text, ["articles that report an event", .. days.Select(day => Count(day.Load.Reports))]);
        Row(text, ["events", .. days.Select(day => Count(day.Load.Events))]);
        Row(text, ["instruments x windows", .. days.Select(day => $"{Count(day.Load.Instruments)} x {Count(day.Load.WindowCount)}")]);
        Row(text, ["messages", .. days.Select(day => Count(day.Messages))]);
        Row(text, ["score runs", .. days.Select(day => Count(day.ScoreRuns))]);
        Row(text, ["batches of instruments to profile", .. days.Select(day => Count(day.ProfileMessages))]);
        Row(text, ["table operations", .. days.Select(day => Count(day.TableOperations))]);
        Row(text, ["table operations a second, rescoring", .. days.Select(day => Share(day.TableOperationsAtPeak))]);
        Row(text, ["writes a second to today's articles, peak", .. days.Select(day => Share(day.PartitionWritesAtPeak))]);
        Row(text, ["instances for scoring, rescoring", .. days.Select(day => Count(Math.Ceiling(day.ScoreInstances)))]);
        Row(text, ["instance hours", .. days.Select(day => Share(day.BusySeconds / 3600))]);
        text.Append('\n');
        Row(text, ["dollars a month", .. days.Select(day => day.Load.Name)]);
        Row(text, ["---", .. days.Select(_ => "---:")]);
        IReadOnlyList<(string Meter, double Dollars)>[] months = [.. days.Select(day => Month(day, prices))];
        for (int i = 0; i < months[0].Count; i++)
        {
            Row(text, [months[0][i].Meter, .. months.Select(month => Money(month[i].Dollars))]);
        }

        Row(text, ["**all**", .. months.Select(month => $"**{Money(month.Sum(line => line.Dollars))}**")]);
        text.Append(CultureInfo.InvariantCulture, $"\nPrices of {prices.AsOf} (infra/prices.json).\n\n");
        Row(text, ["load", "first limit", "used", "what to change"]);
        Row(text, ["---", "---", "---:", "---"]);
        foreach (DailyUse day in days.Skip(1))
        {
            (string limit, double used, string change) = Limits(day)[0];
            string percent = used.ToString("P0", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal);
            Row(text, [day.Load.Name, limit, percent, change]);
        }

        return text.ToString();
    }

    private static void Row(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double value) => value.ToString("N1", CultureInfo.InvariantCulture);

    private static string Money(double value) => value.ToString("N2", CultureInfo.InvariantCulture);
}
