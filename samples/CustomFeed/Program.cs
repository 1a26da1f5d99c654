using CustomFeed;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Storage;
using Microsoft.Extensions.DependencyInjection;

if (args is not [string path])
{
    Console.Error.WriteLine("usage: dotnet run --project samples/CustomFeed -- NOTICES.tsv");
    return 2;
}

if (Environment.GetEnvironmentVariable("Storage__ConnectionString") is not { Length: > 0 } connection)
{
    Console.Error.WriteLine("Set Storage__ConnectionString to the storage of MarketPulse, such as UseDevelopmentStorage=true.");
    return 2;
}

ServiceCollection services = new();
services.AddLogging();
services.AddMarketPulseStorage(options => options.ConnectionString = connection);
services.AddMarketPulsePipeline();

// This line adds the feed. In the Functions app it belongs into Program.cs, after AddMarketPulseFunctions.
services.AddSingleton<INewsFeed>(provider => new NoticesFeed(path, provider.GetRequiredService<TimeProvider>()));

await using ServiceProvider provider = services.BuildServiceProvider();
await provider.GetRequiredService<StorageSetup>().EnsureCreatedAsync(CancellationToken.None);
PollSummary summary = await provider.GetRequiredService<PollNews>().RunAsync("notices", CancellationToken.None);
foreach (string error in summary.Errors)
{
    Console.Error.WriteLine(error);
}

Console.WriteLine($"notices: {summary.Added} new");
return summary.Feeds.Any(feed => feed.Outcome == PollOutcome.Unreachable) ? 1 : 0;
