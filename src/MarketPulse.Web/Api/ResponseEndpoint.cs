using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/response</c>: how the cumulative return of one instrument responds to tension over the following sessions.</summary>
internal static class ResponseEndpoint
{
    public static async Task GetAsync(HttpContext context, MeasureResponse measure)
    {
        var query = new QueryReader(context.Request.Query);
        string? symbol = query.Text("symbol");
        if (symbol is null)
        {
            query.Refuse("symbol", "is required: the symbol of an instrument.");
        }

        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        // An unknown instrument has no response, as it has no prices.
        ResponseAnswer answer = await measure.RunAsync(symbol!, context.RequestAborted) ?? new ResponseAnswer(symbol!, 0, []);
        var document = new Utf8Buffer();
        document.WriteName("symbol", isFirst: true);
        document.WriteJsonText(answer.Symbol);
        document.WriteName("returns");
        document.WriteFormatted(answer.Returns);
        document.WriteName("value");
        document.WriteArray(answer.Steps, step => Write(document, step));
        document.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, document);
    }

    private static void Write(Utf8Buffer document, TensionResponse step)
    {
        document.WriteName("impulse", isFirst: true);
        document.WriteJsonText(Codes<TensionImpulse>.Of(step.Impulse));
        Whole("day", step.Day);
        document.WriteNumber("response_bps", step.ResponseBps);
        document.WriteNumber("response_lo_bps", step.ResponseLoBps);
        document.WriteNumber("response_hi_bps", step.ResponseHiBps);
        document.WriteNumber("p", step.P);
        Whole("sessions", step.Sessions);
        Whole("impulse_days", step.ImpulseDays);
        document.Write((byte)'}');

        void Whole(string name, int value)
        {
            document.WriteName(name);
            document.WriteFormatted(value);
        }
    }
}
