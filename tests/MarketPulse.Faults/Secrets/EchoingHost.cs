using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Faults.Secrets;

/// <summary>
/// Sources of news and prices, and a receiver of alerts, whose responses repeat the key or the address of the request, as those of real
/// ones do when they reject a request.
/// </summary>
internal sealed class EchoingHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TaskCompletionSource _met = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _requests;
    private int _alerts;

    private EchoingHost(WebApplication app) => _app = app;

    public string Address => _app.Urls.Single() + "/";

    /// <summary>Number of requests with a key.</summary>
    public int Requests => _requests;

    /// <summary>Number of alerts received.</summary>
    public int Alerts => _alerts;

    /// <summary>Completes when requests with a key have met three kinds of rejection, and alerts have met both.</summary>
    public Task AllRejectionsMet => _met.Task;

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
            string published = TimeProvider.System.GetUtcNow().AddDays(-1).ToString("r", CultureInfo.InvariantCulture);
            return context.Response.WriteAsync(
                "<rss version='2.0'><channel><item><title>US orders 25% tariff on all goods from China</title>"
                + $"<link>https://news.example/tariff</link><pubDate>{published}</pubDate></item></channel></rss>");
        }

        if (HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.StatusCode = Interlocked.Increment(ref _alerts) == 1 ? 503 : 410;
            SignalWhenAllMet();
            string signature = context.Request.Headers["X-MarketPulse-Signature"].ToString();
            return context.Response.WriteAsync($"there is nothing at {context.Request.Path}{context.Request.QueryString}, {signature}");
        }

        int turn = Interlocked.Increment(ref _requests);
        SignalWhenAllMet();
        string key = context.Request.Headers.Authorization.ToString() + context.Request.Query["apikey"] + context.Request.Query["api_key"];
        (context.Response.StatusCode, string answer) = (turn % 4) switch
        {
            0 => (200, $$"""{"Information":"The key {{key}} is over its limit","detail":"limit of {{key}}","error_message":"{{key}}"}"""),
            1 => (403, $"{key} is not known here"),
            2 => (200, $"<html><body>Dear {key}, please sign in</body></html>"),
            _ => (500, $"could not look up {key}"),
        };
        return context.Response.WriteAsync(answer);
    }

    private void SignalWhenAllMet()
    {
        if (Volatile.Read(ref _requests) >= 3 && Volatile.Read(ref _alerts) >= 2)
        {
            _met.TrySetResult();
        }
    }
}
