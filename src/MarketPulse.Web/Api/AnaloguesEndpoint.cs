using MarketPulse.Core.Analogues;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/events/{id}/analogues</c>: the past events most similar to an event, and what followed them by instrument and window.
/// </summary>
internal static class AnaloguesEndpoint
{
    public static async Task GetAsync(HttpContext context, string id, IEventStore events, FindAnalogues analogues)
    {
        CancellationToken cancel = context.RequestAborted;
        if (await LiveEvent.FindAsync(context, id, events) is not { } found)
        {
            return;
        }

        AnalogueAnswer known = await analogues.AnswerAsync(found, cancel);
        var answer = new Utf8Buffer();
        answer.WriteName("eventid", isFirst: true);
        answer.WriteJsonText(found.EventId);
        answer.WriteName("usable");
        answer.WriteFormatted(known.Usable);
        answer.WriteName("fewest");
        answer.WriteFormatted(AnalogueOutcome.Fewest);
        answer.WriteName("analogues");
        answer.WriteRows(RowEncoder<Analogue>.Whole, known.Analogues);
        answer.WriteName("outcomes");
        answer.WriteArray(known.Outcomes, outcome => Write(answer, outcome));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    private static void Write(Utf8Buffer answer, AnalogueOutcome outcome)
    {
        answer.WriteName("symbol", isFirst: true);
        answer.WriteJsonText(outcome.Symbol);
        answer.WriteName("windowkey");
        answer.WriteJsonText(outcome.WindowKey);
        answer.WriteName("count");
        answer.WriteFormatted(outcome.Count);
        answer.WriteNumber("car_q1_pct", outcome.CarQ1Pct);
        answer.WriteNumber("car_median_pct", outcome.CarMedianPct);
        answer.WriteNumber("car_q3_pct", outcome.CarQ3Pct);
        answer.WriteNumber("share_negative", outcome.ShareNegative);
        answer.WriteNumber("adjusted_q1", outcome.AdjustedQ1);
        answer.WriteNumber("adjusted_median", outcome.AdjustedMedian);
        answer.WriteNumber("adjusted_q3", outcome.AdjustedQ3);
        answer.Write((byte)'}');
    }
}
