using MarketPulse.Functions.Http;
using MarketPulse.Hosting;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.Services.AddMarketPulse(builder.Configuration);
builder.Services.AddTransport(builder.Configuration);
builder.Services.AddSingleton<WebRequests>();
builder.Services.AddHostedService<Readers>();
builder.Services.AddOpenTelemetry().UseFunctionsWorkerDefaults();
await builder.Build().RunAsync();
