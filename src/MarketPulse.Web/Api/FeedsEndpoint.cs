using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/feeds</c>: the polled feeds, when each last answered, and which have been silent for a week or longer.</summary>
internal static class FeedsEndpoint
{
    public static async Task GetAsync(HttpContext context, FeedPulses feeds)
    {
        if (new QueryReader(context.Request.Query).Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        var answer = new Utf8Buffer();
        answer.WriteName("value", isFirst: true);
        answer.WriteArray(await feeds.ReadAsync(context.RequestAborted), pulse => Write(answer, pulse));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    private static void Write(Utf8Buffer answer, FeedPulse pulse)
    {
        answer.WriteName("kind", isFirst: true);
        answer.WriteJsonText(pulse.FeedKind);
        answer.WriteName("name");
        answer.WriteJsonText(pulse.Feed);
        answer.WriteName("lastsuccessutc");
        ValueEncoder.For<DateTimeOffset?>().WriteJson(answer, pulse.LastSuccessUtc);
        answer.WriteName("silentdays");
        answer.WriteFormatted(pulse.SilentDays);
        answer.WriteName("unanswered");
        answer.Write(pulse.IsUnanswered ? "true"u8 : "false"u8);
        answer.Write((byte)'}');
    }
}
