using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MarketPulse.Faults.StorageFaults;

/// <summary>
/// A proxy on loopback in front of the three services of Azurite that makes a share of the requests fail, as networks and services do.
/// </summary>
internal sealed class FaultProxy : IAsyncDisposable
{
    private static readonly string[] Services = ["Blob", "Queue", "Table"];
    private static readonly HashSet<string> OwnHeaders =
        new(StringComparer.OrdinalIgnoreCase) { "Host", "Connection", "Transfer-Encoding", "Keep-Alive", "Expect" };

    private readonly HttpClient _client =
        new(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None });
    private readonly ConcurrentDictionary<FaultKind, int> _done = new();
    private readonly Random _random;
    private readonly WebApplication _app;
    private Dictionary<int, Uri> _targets = [];

    private FaultProxy(int seed)
    {
        _random = new Random(seed);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            for (int i = 0; i < Services.Length; i++)
            {
                kestrel.Listen(IPAddress.Loopback, 0);
            }
        });
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>Share of the requests that fail, from 0 to 1.</summary>
    public double Share { get; set; }

    /// <summary>Whether all requests fail.</summary>
    public bool IsDown { get; set; }

    /// <summary>Number of faults so far.</summary>
    public int Faults => _done.Values.Sum();

    /// <summary>Most requests that are held until the client gives up on them.</summary>
    public int MostTimeOuts { get; set; }

    /// <summary>Faults by kind, for the report.</summary>
    public string Summary => string.Join(
        ", ", _done.OrderBy(pair => pair.Key).Select(pair => FormattableString.Invariant($"{pair.Value} {pair.Key}")));

    /// <summary>Connection string of the proxy.</summary>
    public string ConnectionString { get; private set; } = "";

    public static async Task<FaultProxy> StartAsync(string connection, int seed, CancellationToken cancellationToken)
    {
        var proxy = new FaultProxy(seed);
        await proxy._app.StartAsync(cancellationToken);
        proxy.PointTo(connection);
        return proxy;
    }

    /// <summary>Forwards to another Azurite with the same account and key from now on.</summary>
    public void PointTo(string connection)
    {
        Dictionary<string, string> parts = connection.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        int[] ports = [.. _app.Urls.Select(url => new Uri(url).Port).Order()];
        var targets = new Dictionary<int, Uri>();
        for (int i = 0; i < Services.Length; i++)
        {
            string key = Services[i] + "Endpoint";
            var endpoint = new Uri(parts[key]);
            targets[ports[i]] = endpoint;
            parts[key] = FormattableString.Invariant($"http://127.0.0.1:{ports[i]}{endpoint.AbsolutePath}");
        }

        _targets = targets;
        ConnectionString = string.Join(';', parts.Select(part => $"{part.Key}={part.Value}"));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            FaultKind fault = IsDown ? FaultKind.Reset : Draw(context.Request);
            if (fault != FaultKind.None && !IsDown)
            {
                _done.AddOrUpdate(fault, 1, static (_, count) => count + 1);
            }

            await ActAsync(context, fault);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            // Azurite is being stopped, or the client has disconnected.
            context.Abort();
        }
    }

    private async Task ActAsync(HttpContext context, FaultKind fault)
    {
        switch (fault)
        {
            case FaultKind.Reset:
                context.Abort();
                return;
            case FaultKind.InternalError:
                await AnswerAsync(context.Response, 500, "InternalError");
                return;
            case FaultKind.ServerBusy:
                context.Response.Headers.RetryAfter = "1";
                await AnswerAsync(context.Response, 503, "ServerBusy");
                return;
            case FaultKind.PreconditionFailed:
                await AnswerAsync(context.Response, 412, "UpdateConditionNotSatisfied");
                return;
            case FaultKind.HalfSent:
                // The service receives nothing.
                _ = await context.Request.Body.ReadAtLeastAsync(new byte[512], 512, throwOnEndOfStream: false, context.RequestAborted);
                context.Abort();
                return;
            case FaultKind.Slow:
                await Task.Delay(Between(50, 800), context.RequestAborted);
                break;
            case FaultKind.TimeOut:
                await Task.Delay(TimeSpan.FromSeconds(35), context.RequestAborted);
                break;
            default:
                break;
        }

        using HttpResponseMessage answer = await ForwardAsync(context);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(CancellationToken.None);
        if (fault is FaultKind.DoneButReset)
        {
            context.Abort();
            return;
        }

        if (fault is FaultKind.DoneButError)
        {
            await AnswerAsync(context.Response, 500, "OperationTimedOut");
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers).Where(IsForwarded))
        {
            context.Response.Headers[name] = values.ToArray();
        }

        if (body.Length == 0
            || HttpMethods.IsHead(context.Request.Method)
            || answer.StatusCode is HttpStatusCode.NoContent or HttpStatusCode.NotModified)
        {
            return;
        }

        context.Response.ContentLength = body.Length;
        bool isTorn = fault is FaultKind.Torn;
        await context.Response.Body.WriteAsync(body.AsMemory(0, isTorn ? body.Length / 2 : body.Length), CancellationToken.None);
        if (isTorn)
        {
            await context.Response.Body.FlushAsync(CancellationToken.None);
            context.Abort();
        }
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        Uri target = _targets[context.Connection.LocalPort];
        string raw = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
        var unchanged = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        using var forwarded = new HttpRequestMessage(
            new HttpMethod(request.Method), new Uri(target.GetLeftPart(UriPartial.Authority) + raw, unchanged));
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0 || HttpMethods.IsPost(request.Method) || HttpMethods.IsPut(request.Method))
        {
            forwarded.Content = new ByteArrayContent(body.ToArray());
        }

        foreach ((string name, StringValues values) in request.Headers.Where(IsForwarded))
        {
            if (!forwarded.Headers.TryAddWithoutValidation(name, values.ToArray()))
            {
                forwarded.Content?.Headers.TryAddWithoutValidation(name, values.ToArray());
            }
        }

        return await _client.SendAsync(forwarded, CancellationToken.None);
    }

    private static bool IsForwarded<T>(KeyValuePair<string, T> header) => !OwnHeaders.Contains(header.Key);

    private FaultKind Draw(HttpRequest request)
    {
        lock (_random)
        {
            if (_random.NextDouble() >= Share)
            {
                return FaultKind.None;
            }

            // Time-outs take half a minute each, so their number is limited. Only transactions can be answered with 412.
            FaultKind[] kinds = [.. Enum.GetValues<FaultKind>().Where(kind => kind is not FaultKind.None)];
            FaultKind kind = kinds[_random.Next(kinds.Length)];
            return kind switch
            {
                FaultKind.TimeOut when TimeOuts >= MostTimeOuts => FaultKind.Slow,
                FaultKind.PreconditionFailed when !request.Path.Value!.EndsWith("$batch", StringComparison.Ordinal) => FaultKind.ServerBusy,
                _ => kind,
            };
        }
    }

    private int TimeOuts => _done.GetValueOrDefault(FaultKind.TimeOut);

    private TimeSpan Between(int least, int most)
    {
        lock (_random)
        {
            return TimeSpan.FromMilliseconds(_random.Next(least, most));
        }
    }

    private static async Task AnswerAsync(HttpResponse response, int status, string code)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.Headers["x-ms-error-code"] = code;
        var error = new Dictionary<string, object>
        {
            ["odata.error"] = new { code, message = new { lang = "en-US", value = "injected" } },
        };
        await response.Body.WriteAsync(JsonSerializer.SerializeToUtf8Bytes(error));
    }
}

/// <summary>Ways in which a request fails.</summary>
internal enum FaultKind
{
    /// <summary>It does not fail.</summary>
    None,

    /// <summary>The connection is reset before the service receives the request.</summary>
    Reset,

    /// <summary>Answered with 500, and not executed.</summary>
    InternalError,

    /// <summary>Answered with 503 and Retry-After, and not executed.</summary>
    ServerBusy,

    /// <summary>A transaction, answered with 412 and not executed.</summary>
    PreconditionFailed,

    /// <summary>The connection is reset in the middle of the request.</summary>
    HalfSent,

    /// <summary>Executed up to 0.8 s late.</summary>
    Slow,

    /// <summary>Executed only after the client has given up on it.</summary>
    TimeOut,

    /// <summary>Executed, but the connection is reset before the response.</summary>
    DoneButReset,

    /// <summary>Executed, but answered with 500.</summary>
    DoneButError,

    /// <summary>Executed, but the response ends in the middle.</summary>
    Torn,
}
