using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/events/{id}</c>: an event with the reports and phrases that explain why it was detected, its corrections, its scores, and the
/// mean path over its instruments. A voided event is answered too, so that its correction can be seen and revoked.
/// </summary>
internal static class EventEndpoint
{
    // The first reports explain the event; the others only count as sources.
    private const int MostReports = 20;

    public static async Task GetAsync(HttpContext context, string id, ClusterStores stores, IScoreStore scores, WebOptions options)
    {
        CancellationToken cancel = context.RequestAborted;
        if (await LiveEvent.FindAsync(context, id, stores.Events, includeVoided: true) is not { } found)
        {
            return;
        }

        StoredArticle?[] reports = await Task.WhenAll(
            found.Articles.Take(MostReports).Select(article => stores.Articles.FindAsync(article, cancel)));
        List<Correction> corrections = await ReadCorrectionsAsync(found, stores.Corrections, cancel);
        List<ImpactScore> scored = await scores.ReadEventAsync(id, cancel).ToListAsync(cancel);
        List<AbnormalReturn> paths = await scores.ReadPathsAsync(id, symbol: null, cancel).ToListAsync(cancel);

        var answer = new Utf8Buffer();
        answer.WriteName("event", isFirst: true);
        RowEncoder<TradeEvent>.Whole.WriteJson(answer, found);
        answer.WriteName("reports");
        answer.WriteArray(reports.OfType<StoredArticle>(), report => Write(answer, report));
        answer.WriteName("corrections");
        answer.WriteRows(RowEncoder<Correction>.Whole, corrections);
        answer.WriteName("maycorrect");
        answer.Write(AccessGate.MayWrite(context, options) ? "true"u8 : "false"u8);
        answer.WriteName("scores");
        answer.WriteRows(RowEncoder<ImpactScore>.Whole, scored);
        answer.WriteName("meanpath");
        answer.WriteArray(MeanPath.Average(paths), day => Write(answer, day));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    /// <summary>The corrections that refer to a report of an event, in the order in which they were made, revoked ones included.</summary>
    private static async Task<List<Correction>> ReadCorrectionsAsync(
        TradeEvent found, ICorrectionStore corrections, CancellationToken cancellationToken)
    {
        DateTimeOffset reported = found.ReportedUtc ?? found.EventTimeUtc;
        TimeSpan reach = Correction.Reach + EventClustering.Window;
        HashSet<string> articles = [.. found.Articles];
        return await corrections.ReadAsync(reported - reach, reported + reach, cancellationToken)
            .Where(one => articles.Contains(one.ArticleId) || articles.Contains(one.OtherArticleId ?? "")
                || found.Corrections.Contains(one.CorrectionId, StringComparer.Ordinal))
            .OrderBy(one => one.MadeUtc)
            .ToListAsync(cancellationToken);
    }

    private static void Write(Utf8Buffer answer, StoredArticle report)
    {
        Article article = report.Article;
        answer.WriteName("articleid", isFirst: true);
        answer.WriteJsonText(article.Id);
        answer.WriteName("title");
        answer.WriteJsonText(article.Title);
        answer.WriteName("link");
        answer.WriteTextOrNull(article.Url);
        answer.WriteName("feed");
        answer.WriteJsonText(article.Feed);
        answer.WriteName("publishedutc");
        ValueEncoder.For<DateTimeOffset>().WriteJson(answer, article.Published);
        answer.WriteName("reason");
        answer.WriteTextOrNull(report.Facts?.Verdict.Reason);
        answer.WriteName("phrases");
        answer.WriteArray(report.Facts?.Verdict.Phrases ?? [], phrase => Write(answer, phrase));
        answer.Write((byte)'}');
    }

    private static void Write(Utf8Buffer answer, DecidingPhrase phrase)
    {
        answer.WriteName("text", isFirst: true);
        answer.WriteJsonText(phrase.Text);
        answer.WriteName("kind");
        answer.WriteJsonText(phrase.Kind);
        answer.WriteName("code");
        answer.WriteJsonText(phrase.Code);
        answer.WriteName("intitle");
        answer.Write(phrase.InTitle ? "true"u8 : "false"u8);
        answer.WriteName("offset");
        answer.WriteFormatted(phrase.Offset);
        answer.WriteNumber("weight", phrase.Weight);
        answer.Write((byte)'}');
    }

    private static void Write(Utf8Buffer answer, MeanPathDay day)
    {
        answer.WriteName("day", isFirst: true);
        answer.WriteFormatted(day.Day);
        answer.WriteName("instruments");
        answer.WriteFormatted(day.Instruments);
        answer.WriteNumber("mean_car_pct", day.MeanCarPct);
        answer.WriteNumber("lo_pct", day.LoPct);
        answer.WriteNumber("hi_pct", day.HiPct);
        answer.Write((byte)'}');
    }
}
