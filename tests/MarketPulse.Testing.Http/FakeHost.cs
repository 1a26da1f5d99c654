using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MarketPulse.Testing;

/// <summary>A web server in this process that responds to each path as the test sets it and records its requests.</summary>
public sealed class FakeHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _paths = new(StringComparer.Ordinal);

    private FakeHost(WebApplication app) => _app = app;

    /// <summary>The requests received, in order.</summary>
    public ConcurrentQueue<(string Path, string Query, IHeaderDictionary Headers)> Asked { get; } = new();

    /// <summary>Address of the server.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>Address of a path on the server.</summary>
    public Uri At(string path) => new(Address, path);

    /// <summary>Starts a server on a free port of the loopback interface.</summary>
    public static async Task<FakeHost> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var host = new FakeHost(app);
        app.Run(context =>
        {
            var headers = new HeaderDictionary(new Dictionary<string, StringValues>(context.Request.Headers));
            host.Asked.Enqueue((context.Request.Path, context.Request.QueryString.Value ?? "", headers));
            if (host._paths.TryGetValue(context.Request.Path, out Func<HttpContext, Task>? answer))
            {
                return answer(context);
            }

            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return host;
    }

    /// <summary>Sets the response of a path.</summary>
    public void On(string path, Func<HttpContext, Task> answer) => _paths[path] = answer;

    /// <summary>Sets the response of a path.</summary>
    public void On(
        string path, string body, string type = "application/json", int status = 200, params (string Name, string Value)[] headers) =>
        On(path, Encoding.UTF8.GetBytes(body), type, status, headers);

    /// <summary>Sets the response of a path.</summary>
    public void On(string path, byte[] body, string type, int status = 200, params (string Name, string Value)[] headers) =>
        On(path, async context =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            foreach ((string name, string value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.Body.WriteAsync(body);
        });

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
