using System.Net;
using System.Web;
using MarketPulse.Testing.Functions.Rpc;
using Microsoft.AspNetCore.Routing;

namespace MarketPulse.Testing.Functions.Http;

/// <summary>
/// Handles HTTP requests like the host: finds the function, checks the key, forwards the request to the worker's port with the id of an
/// invocation, and starts that invocation over the stream with the values of the route.
/// </summary>
internal sealed class FrontDoor : HttpMessageHandler
{
    public const string KeyHeader = "x-functions-key";
    private const int Attempts = 100;
    private static readonly TimeSpan BetweenAttempts = TimeSpan.FromMilliseconds(100);

    private readonly FunctionsHost _host;
    private readonly HttpMessageInvoker _worker;
    private readonly Uri _workerAddress;
    private readonly HttpRoute[] _routes;

    public FrontDoor(FunctionsHost host)
    {
        _host = host;
        _worker = new HttpMessageInvoker(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false });
        _workerAddress = host.Capabilities.TryGetValue("HttpUri", out string? address)
            ? new Uri(address)
            : throw new FunctionsHostException(
                "The worker gave no address for HTTP: it has no HTTP functions, or does not use the ASP.NET Core integration.");
        _routes = [.. host.Functions.Where(f => f.TriggerType == "httpTrigger").Select(f => new HttpRoute(f, host.App.Host.RoutePrefix))];
    }

    /// <summary>The address that callers use; the worker learns it from the forwarding headers.</summary>
    public static Uri Address { get; } = new("https://functions.example/");

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        foreach (HttpRoute route in _routes)
        {
            if (route.TryMatch(request.Method.Method, request.RequestUri!.AbsolutePath, out RouteValueDictionary values))
            {
                return IsLetIn(route, request)
                    ? await ForwardAsync(route, values, request, cancellationToken)
                    : new HttpResponseMessage(HttpStatusCode.Unauthorized) { RequestMessage = request };
            }
        }

        return new HttpResponseMessage(HttpStatusCode.NotFound) { RequestMessage = request };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _worker.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool IsLetIn(HttpRoute route, HttpRequestMessage request)
    {
        string? key = request.Headers.TryGetValues(KeyHeader, out IEnumerable<string>? keys)
            ? keys.First()
            : HttpUtility.ParseQueryString(request.RequestUri!.Query)["code"];
        return route.Level switch
        {
            "anonymous" => true,
            "admin" => key == _host.MasterKey,
            _ => key == _host.FunctionKey || key == _host.MasterKey,
        };
    }

    private async Task<HttpResponseMessage> ForwardAsync(
        HttpRoute route, RouteValueDictionary values, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Invocation invocation = _host.Invoke(
            route.Function,
            new TypedData(),
            values.ToDictionary(pair => pair.Key, pair => new TypedData { String = pair.Value?.ToString() ?? "" }, StringComparer.Ordinal));
        HttpResponseMessage response = await SendAsync(request, invocation, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        response.RequestMessage = request;
        if ((await invocation.WaitAsync()).Status != InvocationStatus.Succeeded)
        {
            response.Dispose();
            return new HttpResponseMessage(HttpStatusCode.InternalServerError) { RequestMessage = request };
        }

        return response;
    }

    /// <summary>
    /// Retries refused connections for a while, like the host, because the worker may still be opening its port after its functions are
    /// loaded.
    /// </summary>
    private async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, Invocation invocation, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            using HttpRequestMessage forwarded = Forwarded(request, invocation.Id);
            try
            {
                return await _worker.SendAsync(forwarded, cancellationToken);
            }
            catch (HttpRequestException e) when (
                e.HttpRequestError == HttpRequestError.ConnectionError && attempt < Attempts && !invocation.IsCompleted)
            {
                forwarded.Content = null;
                await Task.Delay(BetweenAttempts, cancellationToken);
            }
        }
    }

    private HttpRequestMessage Forwarded(HttpRequestMessage request, string invocationId)
    {
        var address = new Uri(_workerAddress, request.RequestUri!.PathAndQuery);
        var forwarded = new HttpRequestMessage(request.Method, address) { Content = request.Content };
        foreach ((string name, IEnumerable<string> values) in request.Headers)
        {
            forwarded.Headers.TryAddWithoutValidation(name, values);
        }

        forwarded.Headers.Add("x-ms-invocation-id", invocationId);
        forwarded.Headers.Add("X-Forwarded-For", IPAddress.Loopback.ToString());
        forwarded.Headers.Add("X-Forwarded-Host", request.RequestUri.Authority);
        forwarded.Headers.Add("X-Forwarded-Proto", request.RequestUri.Scheme);
        return forwarded;
    }
}
