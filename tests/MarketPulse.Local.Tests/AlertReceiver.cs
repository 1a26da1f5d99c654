using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Local.Tests;

/// <summary>A receiver of alerts in this process: stores the alerts and responds as the test specifies.</summary>
internal sealed class AlertReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly SemaphoreSlim _arrivals = new(0);

    private AlertReceiver(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Id, string Body)> Received { get; } = new();

    /// <summary>Response to an alert.</summary>
    public Func<HttpContext, Task> Answer { get; set; } = static _ => Task.CompletedTask;

    public string Address => $"{_app.Urls.First()}/hook/verysecretpath";

    public static async Task<AlertReceiver> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var receiver = new AlertReceiver(app);
        app.Run(async context =>
        {
            using var body = new StreamReader(context.Request.Body);
            receiver.Received.Enqueue((context.Request.Headers["X-MarketPulse-Alert"].ToString(), await body.ReadToEndAsync()));
            receiver._arrivals.Release();
            await receiver.Answer(context);
        });
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits for an alert to arrive.</summary>
    public Task NextAsync(CancellationToken cancellationToken) => _arrivals.WaitAsync(cancellationToken);

    /// <summary>Settings of a signed webhook <c>desk</c> for this receiver, named as in the environment.</summary>
    public Dictionary<string, string?> Settings() => new(StringComparer.OrdinalIgnoreCase)
    {
        ["ALERTS_DESK_URL"] = Address,
        ["ALERTS_DESK_KEY"] = "verysecretkey-0123456789",
        ["Alerts__AllowLoopback"] = "true",
        ["Alerts__Webhooks__desk__UrlSetting"] = "ALERTS_DESK_URL",
        ["Alerts__Webhooks__desk__KeySetting"] = "ALERTS_DESK_KEY",
        ["Alerts__Rules__strong__Kind"] = "event",
        ["Alerts__Rules__strong__Webhook"] = "desk",
        ["Alerts__Rules__strong__MinIntensity"] = "30",
    };

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _arrivals.Dispose();
    }
}
