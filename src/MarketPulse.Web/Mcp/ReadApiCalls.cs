using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Web.Mcp;

/// <summary>
/// Calls the read API inside this process, so that a tool has the filters, limits and errors of the API and none of its own. Who may read
/// was decided before: by the access gate for a request over HTTP, by the owner of the process for standard input.
/// </summary>
/// <param name="services">The host's services.</param>
internal sealed class ReadApiCalls(IServiceProvider services)
{
    private readonly Lazy<RequestDelegate> _api = new(() => Build(services));

    /// <summary>Requests a document.</summary>
    /// <param name="path">Path, escaped.</param>
    /// <param name="parameters">Parameters of the query.</param>
    /// <param name="cancellationToken">Stops the request.</param>
    public async Task<ReadApiResponse> GetAsync(
        string path, IEnumerable<KeyValuePair<string, string?>> parameters, CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        using var body = new MemoryStream();
        var query = QueryString.Create(parameters);
        var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellationToken };
        context.Request.Method = HttpMethods.Get;
        context.Request.Path = PathString.FromUriComponent(path);
        context.Request.QueryString = query;
        context.Response.Body = body;
        await _api.Value(context);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        body.Position = 0;
        JsonNode document = (await JsonNode.ParseAsync(body, cancellationToken: cancellationToken))!;
        return new ReadApiResponse(context.Response.StatusCode, path + query, document.AsObject());
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
