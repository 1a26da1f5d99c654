using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace MarketPulse.Infra.Tests.SmokeTest;

/// <summary>
/// The parts of a deployed app that the smoke test requests: the host's status of each function, and <c>/api/health</c>, on loopback.
/// </summary>
internal sealed class StubApp : IAsyncDisposable
{
    public const string HostKey = "host-key-of-the-stub";
    public const string ReaderKey = "reader-key-of-the-stub";

    private readonly HttpListener _listener;
    private readonly Task _serving;
    private int _healthAsked;

    private StubApp(HttpListener listener, string address)
    {
        (_listener, Address) = (listener, address);
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Errors of the functions that the host did not load, by function.</summary>
    public Dictionary<string, string> NotLoaded { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The response of <c>/api/health</c> to the n-th request, from 1; null is a 502, as from a platform whose app does not start.
    /// </summary>
    public Func<int, (int Status, JsonObject Answer)?> Health { get; set; } = _ => null;

    /// <summary>A header without which <c>/api/health</c> responds with 401.</summary>
    public (string Name, string Value) Reader { get; set; } = ("x-functions-key", ReaderKey);

    public static StubApp Start()
    {
        // A listener cannot choose a free port itself, and another process may take the port between choosing and opening it.
        for (int tries = 1; ; tries++)
        {
            var listener = new HttpListener();
            string address = $"http://127.0.0.1:{FreePort()}";
            listener.Prefixes.Add(address + "/");
            try
            {
                listener.Start();
                return new StubApp(listener, address);
            }
            catch (HttpListenerException) when (tries < 10)
            {
                listener.Close();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
    }

    private static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            (int status, JsonObject? answer) = Answer(context.Request);
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(answer?.ToJsonString() ?? ""));
            context.Response.Close();
        }
    }

    private (int Status, JsonObject? Answer) Answer(HttpListenerRequest request)
    {
        string[] path = request.Url!.AbsolutePath.Trim('/').Split('/');
        if (path is ["admin", "functions", var name, "status"])
        {
            JsonArray errors = NotLoaded.TryGetValue(name, out string? error) ? [error] : [];
            return request.Headers["x-functions-key"] == HostKey ? (200, new JsonObject { ["errors"] = errors }) : (401, null);
        }

        if (path is not ["api", "health"])
        {
            return (404, null);
        }

        if (request.Headers[Reader.Name] != Reader.Value)
        {
            return (401, null);
        }

        return Health(++_healthAsked) is var (status, answer) ? (status, answer) : (502, null);
    }
}
