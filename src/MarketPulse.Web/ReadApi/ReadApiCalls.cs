using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.ReadApi;

/// <summary>
/// Calls the read API inside this process, so that tools and reports have the filters, limits and errors of the API and none of their own.
/// Who may read was decided before: by the access gate for a request over HTTP, by the owner of the process for a command.
/// </summary>
/// <param name="services">The host's services.</param>
internal sealed class ReadApiCalls(IServiceProvider services)
{
    private readonly Lazy<RequestDelegate> _api = new(() => Build(services));

    /// <summary>Requests a document that the caller may change.</summary>
    /// <param name="path">Path, escaped.</param>
    /// <param name="parameters">Parameters of the query.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<ReadApiResponse> GetAsync(
        string path, IEnumerable<KeyValuePair<string, string?>> parameters, CancellationToken cancellationToken)
    {
        var query = QueryString.Create(parameters);
        (int status, MemoryStream body) = await SendAsync(path, query, cancellationToken);
        JsonNode document = (await JsonNode.ParseAsync(body, cancellationToken: cancellationToken))!;
        return new ReadApiResponse(status, path + query, document.AsObject());
    }

    /// <summary>Sends a request.</summary>
    /// <param name="path">Path, escaped.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    /// <returns>The HTTP status, and the body from its beginning.</returns>
    public async Task<(int Status, MemoryStream Body)> SendAsync(string path, QueryString query, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        var body = new MemoryStream();
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = PathString.FromUriComponent(path);
        context.Request.QueryString = query;
        context.Response.Body = body;
        await _api.Value(context);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        body.Position = 0;
        return (context.Response.StatusCode, body);
    }

    private static RequestDelegate Build(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseMiddleware<ProblemAnswers>();
        app.UseRouting();
        app.UseEndpoints(WebPipeline.MapReads);
        return app.Build();
    }
}

/// <summary>A response of the read API.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Address">The address that was requested, without host.</param>
/// <param name="Document">The rows, or the problem.</param>
internal sealed record ReadApiResponse(int Status, string Address, JsonObject Document)
{
    /// <summary>Why the request failed, in one sentence; null when it succeeded.</summary>
    public string? Problem => Status == StatusCodes.Status200OK
        ? null
        : (string?)Document["detail"] ?? $"The request failed with status {Status}.";
}
