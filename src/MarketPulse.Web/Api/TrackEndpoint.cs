using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/track</c>: how the locked forecasts have done, and the head of their ledger; apart from them, how the forecasts of the last
/// replay have done.
/// </summary>
internal static class TrackEndpoint
{
    public static async Task GetAsync(HttpContext context, ReadTrackRecord track)
    {
        var query = new QueryReader(context.Request.Query);
        DateTimeOffset? from = query.Time("from");
        string? symbol = query.Text("symbol");
        string? group = query.OneOf("group", TrackRecord.Groups), window = query.OneOf("window", TrackRecord.Windows);
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        TrackAnswer known = await track.RunAsync(
            from is { } time ? DateOnly.FromDateTime(time.UtcDateTime) : null, symbol, context.RequestAborted);
        var answer = new Utf8Buffer();
        answer.WriteName("head", isFirst: true);
        answer.WriteTextOrNull(known.Head?.Hash);
        answer.WriteName("startedutc");
        ValueEncoder.For<DateTimeOffset?>().WriteJson(answer, known.Head?.StartedUtc);
        answer.WriteName("forecasts");
        answer.WriteFormatted(known.Head?.Sequence ?? 0);
        answer.WriteName("outcomes");
        answer.WriteFormatted(known.Outcomes);
        answer.WriteName("records");
        answer.WriteArray(known.Records.Where(IsChosen), record => Write(answer, record));
        answer.WriteName("replayed");
        Write(answer, known.Replayed, IsChosen);
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);

        bool IsChosen(TrackRecord record) =>
            (group is null || record.Group == group) && (window is null || record.WindowKey == window);
    }

    private static void Write(Utf8Buffer answer, ReplayedRecord? replayed, Func<TrackRecord, bool> isChosen)
    {
        if (replayed is null)
        {
            answer.Write("null"u8);
            return;
        }

        answer.WriteName("replayedutc", isFirst: true);
        ValueEncoder.For<DateTimeOffset>().WriteJson(answer, replayed.ReplayedUtc);
        answer.WriteName("from");
        ValueEncoder.For<DateOnly>().WriteJson(answer, replayed.From);
        answer.WriteName("to");
        ValueEncoder.For<DateOnly>().WriteJson(answer, replayed.To);
        answer.WriteName("events");
        answer.WriteFormatted(replayed.Events);
        answer.WriteName("records");
        answer.WriteArray(replayed.Records.Where(isChosen), record => Write(answer, record));
        answer.Write((byte)'}');
    }

    private static void Write(Utf8Buffer answer, TrackRecord record)
    {
        answer.WriteName("windowkey", isFirst: true);
        answer.WriteJsonText(record.WindowKey);
        answer.WriteName("group");
        answer.WriteJsonText(record.Group);
        answer.WriteName("value");
        answer.WriteJsonText(record.Value);
        answer.WriteName("forecasts");
        answer.WriteFormatted(record.Forecasts);
        answer.WriteName("eventdays");
        answer.WriteFormatted(record.EventDays);
        answer.WriteNumber("coverage", record.Coverage);
        answer.WriteNumber("coverage_lo", record.CoverageLo);
        answer.WriteNumber("coverage_hi", record.CoverageHi);
        answer.WriteNumber("coverage_adaptive", record.CoverageAdaptive);
        answer.WriteNumber("width_pct", record.WidthPct);
        answer.WriteNumber("width_adaptive_pct", record.WidthAdaptivePct);
        answer.WriteNumber("crps_scenario_pct", record.CrpsScenarioPct);
        answer.WriteNumber("crps_analogues_pct", record.CrpsAnaloguesPct);
        answer.WriteNumber("crps_unconditional_pct", record.CrpsUnconditionalPct);
        answer.WriteNumber("crps_skill", record.CrpsSkill);
        answer.WriteName("pit_histogram");
        answer.WriteArray(record.Histogram, count => answer.WriteFormatted(count));
        answer.Write((byte)'}');
    }
}
