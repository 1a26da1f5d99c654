using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/explain</c>: one score number by number, in the words of <c>marketpulse explain</c>.</summary>
internal static class ExplainEndpoint
{
    public static async Task GetAsync(HttpContext context, IEventStore events, ExplainScore explain)
    {
        var query = new QueryReader(context.Request.Query);
        string? eventId = Required(query, "event"), symbol = Required(query, "symbol");
        string window = query.OneOf("window", [.. EventWindow.Defaults.Select(one => one.Key)]) ?? new EventWindow(0, 0).Key;
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        if (await events.FindAsync(eventId!, context.RequestAborted) is not { Status: EventStatus.Live } found)
        {
            await NotFound("There is no live event with that id.").WriteAsync(context);
            return;
        }

        ExplainedScore explained = await explain.RunAsync(found, symbol!, window, context.RequestAborted);
        if (explained.Score is not { } score)
        {
            await NotFound(explained.Missing!).WriteAsync(context);
            return;
        }

        var answer = new Utf8Buffer();
        answer.WriteName("eventid", isFirst: true);
        answer.WriteJsonText(found.EventId);
        answer.WriteName("symbol");
        answer.WriteJsonText(score.Symbol);
        answer.WriteName("windowkey");
        answer.WriteJsonText(score.WindowKey);
        answer.WriteName("remark");
        answer.WriteTextOrNull(explained.Remark);
        answer.WriteName("steps");
        answer.WriteArray(explained.Steps, step => Write(answer, step));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    private static string? Required(QueryReader query, string name)
    {
        string? text = query.Text(name);
        if (text is null)
        {
            query.Refuse(name, "is required: 1 to 128 characters without control characters.");
        }

        return text;
    }

    private static Problem NotFound(string detail) => new() { Status = StatusCodes.Status404NotFound, Detail = detail };

    private static void Write(Utf8Buffer answer, ExplanationStep step)
    {
        answer.WriteName("number", isFirst: true);
        answer.WriteFormatted(step.Number);
        answer.WriteName("title");
        answer.WriteJsonText(step.Title);
        answer.WriteName("text");
        answer.WriteJsonText(step.Text);
        answer.Write((byte)'}');
    }
}
