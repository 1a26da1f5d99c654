using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Impact.Significance;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/study</c>: an event study of moments that the caller names, with the stored prices. Nothing is stored.</summary>
internal static class StudyEndpoint
{
    /// <summary>Most moments in one study.</summary>
    public const int MostMoments = 40;

    /// <summary>Most symbols in one study.</summary>
    public const int MostSymbols = 40;

    private static readonly string[] ScoreColumns =
    [
        "symbol", "windowkey", "day0", "dayzerocertainty", "status", "reason", "model", "benchmark", "pricebasis", "quality",
        "observations", "car_pct", "car_lo_pct", "car_hi_pct", "mde80_pct", "raw_return_pct", "benchmark_return_pct", "p_adjusted",
        "adjusted_score", "q_event", "volume_score", "volatility_score", "overall_score", "overall_driver", "overlaps", "confounders",
        "barsthrough",
    ];

    private static readonly RowEncoder<ImpactScore> Scores =
        new([.. ScoreColumns.Select(name => RowSchema.Of<ImpactScore>().Columns.First(column => column.Name == name))]);

    public static async Task GetAsync(HttpContext context, StudyMoments study)
    {
        var query = new QueryReader(context.Request.Query);
        IReadOnlyList<StudyMoment> moments = query.Moments("at", MostMoments);
        IReadOnlyList<string> symbols = query.List("symbols", MostSymbols);
        string? window = query.OneOf("window", [.. EventWindow.Defaults.Select(one => one.Key)]);
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        MomentStudy answer;
        try
        {
            answer = await study.RunAsync(moments, symbols, context.RequestAborted);
        }
        catch (UnknownInstrumentException e)
        {
            query.Refuse("symbols", e.Message);
            await query.Problem()!.WriteAsync(context);
            return;
        }

        var document = new Utf8Buffer();
        document.WriteName("instruments", isFirst: true);
        document.WriteFormatted(answer.Scores.Select(score => score.Symbol).Distinct(StringComparer.Ordinal).Count());
        document.WriteName("scores");
        document.WriteArray(
            answer.Scores.Where(score => window is null || score.WindowKey == window).ToLookup(score => score.EventId),
            moment => Write(document, moment.Key, moment));
        document.WriteName("summary");
        document.WriteArray(answer.Summaries.Where(row => window is null || row.Window == window), row => Write(document, row));
        document.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, document);
    }

    private static void Write(Utf8Buffer document, string moment, IEnumerable<ImpactScore> scores)
    {
        document.WriteName("at", isFirst: true);
        document.WriteJsonText(moment);
        document.WriteName("value");
        document.WriteRows(Scores, scores);
        document.Write((byte)'}');
    }

    private static void Write(Utf8Buffer document, TestSummary summary)
    {
        document.WriteName("symbol", isFirst: true);
        document.WriteJsonText(summary.Subject);
        document.WriteName("windowkey");
        document.WriteJsonText(summary.Window);
        document.WriteName("moments");
        document.WriteFormatted(summary.Count);
        document.WriteNumber("mean_car_pct", 100 * summary.MeanCar);
        document.WriteNumber("median_car_pct", 100 * summary.MedianCar);
        document.WriteNumber("share_positive", summary.PositiveShare);
        document.WriteNumber("p_bmp", summary.PBmp);
        document.WriteNumber("p_corrado", summary.PCorrado);
        document.WriteNumber("p_headline", summary.PHeadline);
        document.WriteNumber("q_headline", summary.QHeadline);
        document.Write((byte)'}');
    }
}
