using MarketPulse.Core.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/scores</c>: impact scores, by event time then key.</summary>
internal static class ScoresEndpoint
{
    public static Task GetAsync(HttpContext context, IScoreStore scores)
    {
        var query = new QueryReader(context.Request.Query);
        var filter = new ScoreQuery
        {
            EventId = query.Text("event"),
            Symbol = query.Text("symbol"),
            WindowKey = query.Text("window"),
            From = query.Time("from"),
            To = query.Time("to"),
            ModifiedSince = query.Time("modified_since"),
        };
        return query.Problem() is { } problem
            ? problem.WriteAsync(context)
            : RowJson.WriteAsync(context, scores.QueryAsync(filter, context.RequestAborted));
    }
}
