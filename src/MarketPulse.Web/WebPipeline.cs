using MarketPulse.Web.Api;
using MarketPulse.Web.Documents;
using MarketPulse.Web.OData;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.StaticFiles;
using MarketPulse.Web.Submissions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace MarketPulse.Web;

/// <summary>
/// The HTTP endpoints of MarketPulse as one delegate with its own pipeline. A host mounts it, or calls it from a request that it has routed
/// itself, because the pipeline of the Functions worker cannot be extended.
/// </summary>
public static class WebPipeline
{
    /// <summary>The address of the Model Context Protocol server.</summary>
    internal const string McpPath = "/api/mcp";

    /// <summary>Longest request of the Model Context Protocol, in bytes: a tool takes a few hundred.</summary>
    private const int LongestQuestion = 64 * 1024;

    /// <summary>Builds the pipeline.</summary>
    /// <param name="services">The host's services, with those of <see cref="WebServices.AddMarketPulseWeb"/> and the stores.</param>
    public static RequestDelegate Build(IServiceProvider services)
    {
        ApplicationBuilder app = Answering(services);
        app.UseRouting();
        app.UseCors();
        app.UseMiddleware<AccessGate>();
        app.UseEndpoints(Map);
        return app.Build();
    }

    /// <summary>
    /// Adds to a response of the host what all responses have: headers, compression, and problem+json instead of exceptions.
    /// </summary>
    /// <param name="services">The host's services, as for <see cref="Build"/>.</param>
    /// <param name="answer">Responds. A <see cref="BadHttpRequestException"/> becomes a problem with its status and message.</param>
    public static RequestDelegate Wrap(IServiceProvider services, RequestDelegate answer)
    {
        ApplicationBuilder app = Answering(services);
        app.Run(answer);
        return app.Build();
    }

    private static ApplicationBuilder Answering(IServiceProvider services)
    {
        var app = new ApplicationBuilder(services);
        app.UseResponseCompression();
        app.UseMiddleware<AnswerHeaders>();
        app.UseMiddleware<ProblemAnswers>();
        return app;
    }

    /// <summary>Maps the endpoints of the read API under <c>/api</c>.</summary>
    internal static void MapReads(IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/api/health", HealthChecksEndpoint.GetAsync);
        endpoints.MapGet("/api/events/{id}", EventEndpoint.GetAsync);
        endpoints.MapGet("/api/events/{id}/analogues", AnaloguesEndpoint.GetAsync);
        endpoints.MapGet("/api/events/{id}/neighbours", NeighboursEndpoint.GetAsync);
        endpoints.MapGet("/api/events.atom", EventsFeedEndpoint.GetAsync);
        endpoints.MapGet("/api/event-search", EventSearchEndpoint.GetAsync);
        endpoints.MapGet("/api/explain", ExplainEndpoint.GetAsync);
        endpoints.MapGet("/api/feeds", FeedsEndpoint.GetAsync);
        endpoints.MapGet("/api/heat-map", HeatMapEndpoint.GetAsync);
        endpoints.MapGet("/api/prices", PricesEndpoint.GetAsync);
        endpoints.MapGet("/api/response", ResponseEndpoint.GetAsync);
        endpoints.MapGet("/api/scenario", ScenarioEndpoint.GetAsync);
        endpoints.MapGet("/api/study", StudyEndpoint.GetAsync);
        endpoints.MapGet("/api/track", TrackEndpoint.GetAsync);
        endpoints.MapGet("/api/upcoming.ics", UpcomingCalendarEndpoint.GetAsync);
        endpoints.MapGet("/api/contract", Contract.GetAsync);
        endpoints.MapGet("/api/openapi.json", OpenApi.GetAsync);
        foreach (RowResource resource in ResourceCatalog.All)
        {
            endpoints.MapGet($"/api/{resource.Path}", resource.AnswerAsync);
        }
    }

    private static void Map(IEndpointRouteBuilder endpoints)
    {
        MapReads(endpoints);
        endpoints.MapGet("/", PageEndpoint.GetIndexAsync);
        endpoints.MapGet("/assets/{**path}", PageEndpoint.GetAssetAsync);
        endpoints.MapGet("/health", HealthEndpoint.GetAsync);
        endpoints.MapGet("/odata/{**path}", ODataEndpoint.GetAsync);
        endpoints.MapMcp(McpPath).WithMetadata(new RequestSizeLimitAttribute(LongestQuestion));
        endpoints.MapPost("/api/articles", ArticlesSubmission.PostAsync);
        endpoints.MapPost("/api/events", EventsSubmission.PostAsync);
        endpoints.MapPost("/api/corrections", CorrectionsSubmission.PostAsync);
        endpoints.MapPost("/api/corrections/{id}/revoke", CorrectionsSubmission.RevokeAsync);
    }
}
