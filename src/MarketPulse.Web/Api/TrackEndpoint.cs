using System.Globalization;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/track</c>: how the locked forecasts have done, and the head of their ledger.</summary>
internal static class TrackEndpoint
{
    public static async Task GetAsync(HttpContext context, ReadTrackRecord track)
    {
        var query = new QueryReader(context.Request.Query);
        DateTimeOffset? from = query.Time("from");
        string? symbol = query.Text("symbol");
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
        answer.WriteTextOrNull(known.Head?.StartedUtc.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        answer.WriteName("forecasts");
        answer.WriteFormatted(known.Head?.Sequence ?? 0);
        answer.WriteName("outcomes");
        answer.WriteFormatted(known.Outcomes);
        answer.WriteName("records");
        answer.WriteArray(known.Records, record => Write(answer, record));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
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
        Write("coverage", record.Coverage);
        Write("coverage_lo", record.CoverageLo);
        Write("coverage_hi", record.CoverageHi);
        Write("coverage_adaptive", record.CoverageAdaptive);
        Write("width_pct", record.WidthPct);
        Write("width_adaptive_pct", record.WidthAdaptivePct);
        Write("crps_scenario_pct", record.CrpsScenarioPct);
        Write("crps_analogues_pct", record.CrpsAnaloguesPct);
        Write("crps_unconditional_pct", record.CrpsUnconditionalPct);
        answer.WriteName("pit_histogram");
        answer.WriteArray(record.Histogram, count => answer.WriteFormatted(count));
        answer.Write((byte)'}');

        void Write(string name, double? value)
        {
            answer.WriteName(name);
            ValueEncoder.For<double?>().WriteJson(answer, value);
        }
    }
}
