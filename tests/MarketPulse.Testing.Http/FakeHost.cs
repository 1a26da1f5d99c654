using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace MarketPulse.Testing;

/// <summary>A web server of this process: answers each path as the test says, and keeps what it was asked.</summary>
public sealed class FakeHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _paths = new(StringComparer.Ordinal);

    private FakeHost(WebApplication app) => _app = app;

    public ConcurrentQueue<(string Path, string Query, IHeaderDictionary Headers)> Asked { get; } = new();

    public Uri Address => new(_app.Urls.First());

    public Uri At(string path) => new(Address, path);

    public static async Task<FakeHost> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication app = builder.Build();
        var host = new FakeHost(app);
        app.Run(context =>
        {
            host.Asked.Enqueue((context.Request.Path, context.Request.QueryString.Value ?? "", new HeaderDictionary(new Dictionary<string, StringValues>(context.Request.Headers))));
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

    public void On(string path, Func<HttpContext, Task> answer) => _paths[path] = answer;

    public void On(string path, string body, string type = "application/json", int status = 200, params (string Name, string Value)[] headers) =>
        On(path, Encoding.UTF8.GetBytes(body), type, status, headers);

    public void On(string path, byte[] body, string type, int status = 200, params (string Name, string Value)[] headers) => On(path, async context =>
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
