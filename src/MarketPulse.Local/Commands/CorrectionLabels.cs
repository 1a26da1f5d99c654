using System.Globalization;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Pipeline.Retention;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Local.Commands;

/// <summary>
/// Corrections as labelled headlines, in the format of <see cref="LabelFile"/>. Each is the judgement of a reader on the report to which it
/// refers: its stance, or that it reports no event. Merges, splits and times say nothing about a single headline.
/// </summary>
/// <param name="Rows">The labels, in order of publication.</param>
/// <param name="WithoutTitle">Number of reports that have no label because their title was removed.</param>
internal sealed record CorrectionLabels(IReadOnlyList<LabelledHeadline> Rows, int WithoutTitle)
{
    /// <summary>Reads the labels. Of several corrections of one report the last one counts, and revoked ones do not.</summary>
    public static async Task<CorrectionLabels> ReadAsync(ClusterStores stores, CancellationToken cancellationToken)
    {
        List<Correction> made = await stores.Corrections
            .ReadAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, cancellationToken)
            .Where(one => one.RevokedUtc is null && one.Kind is (CorrectionKind.Stance or CorrectionKind.Void))
            .ToListAsync(cancellationToken);
        var rows = new List<LabelledHeadline>();
        int withoutTitle = 0;
        foreach (IGrouping<string, Correction> ofReport in made.GroupBy(one => one.ArticleId))
        {
            bool isVoid = ofReport.Any(one => one.Kind == CorrectionKind.Void);
            if (await stores.Articles.FindAsync(ofReport.Key, cancellationToken) is { Text: not TextState.Removed } report
                && report.Article.Title.Length > 0)
            {
                rows.Add(new LabelledHeadline(
                    report.Article.Id,
                    DateOnly.FromDateTime(report.Article.Published.UtcDateTime),
                    report.Article.Title,
                    IsEvent: !isVoid,
                    isVoid ? null : ofReport.MaxBy(one => one.MadeUtc)!.Stance));
            }
            else
            {
                withoutTitle++;
            }
        }

        return new CorrectionLabels([.. rows.OrderBy(row => row.Published).ThenBy(row => row.Id, StringComparer.Ordinal)], withoutTitle);
    }

    /// <summary>The labels as CSV.</summary>
    public string ToCsv()
    {
        var csv = new StringBuilder("id,published,title,is_event,stance\n");
        foreach (LabelledHeadline row in Rows)
        {
            // Not CsvText: its apostrophe before what a spreadsheet takes for a formula would become part of the label.
            string title = row.Title.ReplaceLineEndings(" ").Replace("\"", "\"\"", StringComparison.Ordinal);
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{row.Id},{row.Published:yyyy-MM-dd},\"{title}\",{(row.IsEvent ? 1 : 0)},{StanceLetters.Of(row.Stance)}\n");
        }

        return csv.ToString();
    }
}
