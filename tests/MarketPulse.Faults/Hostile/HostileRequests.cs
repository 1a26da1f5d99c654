using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using MarketPulse.Core.Markets;
using MarketPulse.Storage;
using MarketPulse.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Faults.Hostile;

/// <summary>The read API on a port of its own, requested with raw bytes like those of a malicious client.</summary>
internal sealed class HostileRequests : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HostileRequests(WebApplication app) => _app = app;

    public static async Task<HostileRequests> StartAsync(CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddMarketPulseInMemoryStorage();
        builder.Services.AddMarketPulseWeb(options => options.ReadAccess = ReadAccess.Open);
        builder.Services.AddSingleton(new Watchlist([new Instrument { Symbol = "SPY" }]));
        WebApplication app = builder.Build();
        app.Run(WebPipeline.Build(app.Services));
        await app.StartAsync(cancellationToken);
        return new HostileRequests(app);
    }

    /// <summary>Requests a target without normalizing it.</summary>
    /// <returns>
    /// What is wrong with the response: there is none, or it reports a server error. 501 is not one, because OData requires it for
    /// unsupported features.
    /// </returns>
    public async Task<IEnumerable<string>> TryAsync(string target, CancellationToken cancellationToken)
    {
        string start = target.Length > 100 ? target[..100] : target;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", new Uri(_app.Urls.Single()).Port, patience.Token);
        await using NetworkStream stream = client.GetStream();
        string path = target.Replace(" ", "%20", StringComparison.Ordinal);
        byte[] request = Encoding.UTF8.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        await stream.WriteAsync(request, patience.Token);
        using var reader = new StreamReader(stream);
        string status = await reader.ReadLineAsync(patience.Token) ?? "";
        string rest = await reader.ReadToEndAsync(patience.Token);
        bool answered = status.Length > 9 && int.TryParse(status.AsSpan(9, 3), CultureInfo.InvariantCulture, out int code)
            && code is < 500 or (int)HttpStatusCode.NotImplemented;
        return answered && !rest.Contains("   at ", StringComparison.Ordinal) ? [] : [$"parameter: {status}: {start}"];
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
