using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Faults.Secrets;

/// <summary>
/// Sources of news and prices, and a receiver of alerts, that repeat the key or the address they were asked with in everything they answer, as real ones do
/// when they refuse.
/// </summary>
internal sealed class EchoingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _asked;
    private int _alerted;

    private EchoingHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single() + "/";

    /// <summary>Requests that carried a key.</summary>
    public int Asked => _asked;

    /// <summary>Alerts that came.</summary>
    public int Alerted => _alerted;

    public static async Task<EchoingHost> StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        var host = new EchoingHost(app);
        app.Run(host.AnswerAsync);
        await app.StartAsync(cancellationToken);
        return host;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/rss")
        {
            context.Response.ContentType = "application/xml";
            return context.Response.WriteAsync(
                "<rss version='2.0'><channel><item><title>US orders 25% tariff on all goods from China</title><link>https://news.example/tariff</link>"
                + $"<pubDate>{TimeProvider.System.GetUtcNow().AddDays(-1).ToString("r", CultureInfo.InvariantCulture)}</pubDate></item></channel></rss>");
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = Interlocked.Increment(ref _alerted) == 1 ? 503 : 410;
            return context.Response.WriteAsync($"there is nothing at {context.Request.Path}{context.Request.QueryString}, {context.Request.Headers["X-MarketPulse-Signature"]}");
        }

        int turn = Interlocked.Increment(ref _asked);
        string key = context.Request.Headers.Authorization.ToString() + context.Request.Query["apikey"] + context.Request.Query["api_key"];
        (context.Response.StatusCode, string answer) = (turn % 4) switch
        {
            0 => (200, $$"""{"Information":"We have detected your API key as {{key}} and it is over its limit","detail":"limit of {{key}}","error_message":"{{key}}"}"""),
            1 => (403, $"{key} is not known here"),
            2 => (200, $"<html><body>Dear {key}, please sign in</body></html>"),
            _ => (500, $"could not look up {key}"),
        };
        return context.Response.WriteAsync(answer);
    }
}
