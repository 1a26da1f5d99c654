using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Telemetry that a command in a separate process sends to the collector of its environment.</summary>
public sealed class TelemetryTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_command_sends_its_spans_to_the_collector_that_the_environment_names_before_it_ends()
    {
        await using Workspace workspace = await Workspace.OpenAsync();
        string article = workspace.Write(
            "a.txt",
            "China hits back with 34% tariff on all US goods\n\nChina on Friday imposed a 34% tariff on all goods from the United States.");
        using var collector = new HttpListener();
        string address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}/");
        collector.Prefixes.Add(address);
        collector.Start();
        var received = new ConcurrentQueue<(string Path, string Body)>();
        Task listening = ListenAsync(collector, received);
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "marketpulse.dll"), "ingest", "--articles", article, "--published",
                "2025-04-04T10:15:00Z",
                "--storage", workspace.ConnectionString,
            ])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = address;
        start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";

        using Process command = Process.Start(start)!;
        using var patience = new CancellationTokenSource(Patience);
        Task<string> error = command.StandardError.ReadToEndAsync(patience.Token);
        await command.StandardOutput.ReadToEndAsync(patience.Token);
        await command.WaitForExitAsync(patience.Token);
        collector.Stop();
        await listening;

        command.ExitCode.ShouldBe(0, await error);
        string spans = string.Concat(received.Where(request => request.Path == "/v1/traces").Select(request => request.Body));
        spans.ShouldContain("poll_news");
        spans.ShouldContain("detect_events");
        received.ShouldContain(
            request => request.Path == "/v1/metrics" && request.Body.Contains("marketpulse.events.found", StringComparison.Ordinal));
    }

    private static async Task ListenAsync(HttpListener collector, ConcurrentQueue<(string Path, string Body)> received)
    {
        try
        {
            while (true)
            {
                HttpListenerContext context = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                received.Enqueue((context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray())));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // The collector was stopped.
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
