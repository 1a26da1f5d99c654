using System.Reflection;
using MarketPulse.Functions.Http;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Pipeline.Ports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Functions.Tests.Http;

/// <summary>
/// Stands in for the worker: its pipeline routes a request to a function, sets the endpoint and route values, calls the function and
/// executes the result. Routes are tried in alphabetical order of function names, as by the host.
/// </summary>
internal sealed class WorkerServer : IAsyncDisposable
{
    private readonly IHost _host;

    private WorkerServer(IHost host, PipelineInMemory pipeline) => (_host, Pipeline) = (host, pipeline);

    public PipelineInMemory Pipeline { get; }

    public HttpClient Client => _host.GetTestClient();

    public static async Task<WorkerServer> StartAsync(IDeadLetterReplay? replay = null, Action<IServiceCollection>? configure = null)
    {
        var pipeline = new PipelineInMemory(configure);
        var web = new WebRequests(pipeline.Services);
        object[] functions =
        [
            new ApiFunction(web),
            new ODataFunction(web),
            new PageFunction(web),
            new SubmitArticleFunction(web),
            new SubmitEventFunction(web),
            new ReplayDeadLettersFunction(replay!, web, NullLogger<ReplayDeadLettersFunction>.Instance),
        ];
        IHost host = await new HostBuilder()
            .ConfigureWebHost(builder => builder.UseTestServer().ConfigureServices(services => services.AddRouting()).Configure(app =>
            {
                // The worker's web application uses the app's own container.
                app.Use((context, next) =>
                {
                    context.RequestServices = pipeline.Services;
                    return next(context);
                });
                app.UseRouting();
                app.UseEndpoints(endpoints => Map(endpoints, functions));
            }))
            .StartAsync();
        return new WorkerServer(host, pipeline);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        await Pipeline.DisposeAsync();
    }

    private static void Map(IEndpointRouteBuilder endpoints, IEnumerable<object> functions)
    {
        int order = 0;
        foreach (object function in functions.OrderBy(f => f.GetType().Name, StringComparer.Ordinal))
        {
            MethodInfo run = function.GetType().GetMethod("RunAsync")!;
            HttpTriggerAttribute trigger = run.GetParameters()[0].GetCustomAttribute<HttpTriggerAttribute>()!;
            endpoints.MapMethods(trigger.Route!, trigger.Methods!, context => CallAsync(function, run, context))
                .Add(e => ((RouteEndpointBuilder)e).Order = order);
            order++;
        }
    }

    private static async Task CallAsync(object function, MethodInfo run, HttpContext context)
    {
        object?[] arguments = [.. run.GetParameters().Select(parameter => parameter switch
        {
            { ParameterType: var type } when type == typeof(HttpRequest) => context.Request,
            { ParameterType: var type } when type == typeof(CancellationToken) => context.RequestAborted,
            _ => (object?)context.Request.RouteValues[parameter.Name!],
        })];
        IActionResult result = await (Task<IActionResult>)run.Invoke(function, arguments)!;
        await result.ExecuteResultAsync(new ActionContext(context, new RouteData(), new ActionDescriptor()));
    }
}
