using MarketPulse.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

FunctionsApplicationBuilder builder = FunctionsApplication.CreateBuilder(args);
builder.AddMarketPulseFunctions();
builder.Services.AddTransport(builder.Configuration);
await builder.Build().RunAsync();
