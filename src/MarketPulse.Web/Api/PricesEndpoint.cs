using MarketPulse.Core.Contract;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/prices</c>: the daily closes of one instrument, in the direction in which its returns are taken. Prices that are missing or not
/// positive are left out.
/// </summary>
internal static class PricesEndpoint
{
    public static async Task GetAsync(HttpContext context, IPriceStore prices, IDimensionStore dimensions)
    {
        var query = new QueryReader(context.Request.Query);
        string? symbol = query.Text("symbol");
        DateOnly? from = Day(query.Time("from")), to = Day(query.Time("to"));
        if (symbol is null)
        {
            query.Refuse("symbol", "is required: the symbol of an instrument.");
        }

        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        CancellationToken cancel = context.RequestAborted;
        Instrument? instrument = await dimensions.ReadInstrumentsAsync(cancel)
            .FirstOrDefaultAsync(known => known.Symbol == symbol, cancel);
        PriceQuote quote = instrument?.Quote ?? PriceQuote.Direct;
        PriceHistory? history = await prices.ReadAsync(symbol!, from, to, cancel);
        var answer = new Utf8Buffer();
        answer.WriteName("symbol", isFirst: true);
        answer.WriteJsonText(symbol!);
        answer.WriteName("quote");
        answer.WriteJsonText(Codes<PriceQuote>.Of(quote));
        answer.WriteName("value");
        answer.WriteArray(history?.As(quote).Bars.Where(bar => Price(bar) > 0) ?? [], bar => Write(answer, bar));
        answer.Write((byte)'}');
        await JsonAnswer.WriteAsync(context, answer);
    }

    private static DateOnly? Day(DateTimeOffset? time) => time is { } moment ? DateOnly.FromDateTime(moment.UtcDateTime) : null;

    // A chart over years must not show splits as falls.
    private static double Price(PriceBar bar) => double.IsFinite(bar.AdjustedClose) ? bar.AdjustedClose : bar.Close;

    private static void Write(Utf8Buffer answer, PriceBar bar)
    {
        answer.WriteName("date", isFirst: true);
        ValueEncoder.For<DateOnly>().WriteJson(answer, bar.Date);
        answer.WriteName("close");
        answer.WriteFormatted(Price(bar), "G7");
        answer.Write((byte)'}');
    }
}
