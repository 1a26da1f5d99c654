using MarketPulse.Core.Impact;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting.Tests;

public class MarketPulseServicesTests
{
    [Fact]
    public void Every_timed_step_and_every_queued_step_can_be_made()
    {
        using ServiceProvider services = Services();

        services.GetRequiredService<IStartupValidator>().Validate();
        services.GetRequiredService<QueuedSteps>().ShouldNotBeNull();
        Schedules schedules = services.GetRequiredService<IOptions<Schedules>>().Value;
        TimedStep.All.Select(step => Schedules.Parse(step.Schedule(schedules))).ShouldAllBe(schedule => schedule != null);
        Type[] steps = [typeof(PollNews), typeof(PollPrices), typeof(Heartbeat), typeof(RefreshDimensions), typeof(SummarizeSensitivity)];
        TimedStep.All.Select(step => step.Name).ShouldBe(steps.Select(step => step.Name), ignoreOrder: true);
        steps.Select(services.GetRequiredService).ShouldAllBe(step => step != null);
    }

    [Fact]
    public void Settings_reach_the_steps()
    {
        using ServiceProvider services = Services(("Scoring:EstimationDays", "90"), ("Heartbeat:NewsSilentMinutes", "15"));

        services.GetRequiredService<StudyOptions>().EstimationDays.ShouldBe(90);
        services.GetRequiredService<HeartbeatOptions>().ShouldBe(new HeartbeatOptions { NewsSilentMinutes = 15 });
    }

    [Theory]
    [InlineData("Scoring:EstimationDays", "1", "Section Scoring")]
    [InlineData("Heartbeat:PricesSilentMinutes", "10081", "Setting Heartbeat__PricesSilentMinutes is '10081'")]
    [InlineData("Storage:ConnectionString", "AccountKey=verysecret", "Setting Storage__ConnectionString is no connection string")]
    [InlineData("Web:ReadAccess", "everybody", "Setting Web__ReadAccess is 'everybody'")]
    [InlineData("Schedules:Heartbeat", "hourly", "Setting Schedules__Heartbeat is 'hourly'")]
    public void A_wrong_setting_is_named_and_no_secret_repeated(string setting, string value, string problem)
    {
        Exception wrong = Should.Throw<Exception>(() =>
        {
            using ServiceProvider services = Services((setting, value));
            services.GetRequiredService<IStartupValidator>().Validate();
        });

        wrong.Message.ShouldStartWith(problem);
        wrong.Message.ShouldNotContain("verysecret");
    }

    [Fact]
    public void Without_a_connection_string_the_addresses_of_an_account_are_asked_for() =>
        Should.Throw<InvalidOperationException>(() => Services(("Storage:ConnectionString", null), ("Storage:TableServiceUri", "https://account.table.core.windows.net")))
            .Message.ShouldStartWith("Set Storage__TableServiceUri and Storage__BlobServiceUri");

    private static ServiceProvider Services(params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) 
        {
            ["Storage:ConnectionString"] = "UseDevelopmentStorage=true",
            ["Web:ReadAccess"] = "open",
        };
        foreach (TimedStep step in TimedStep.All)
        {
            all[$"Schedules:{step.Name}"] = "0 0 * * * *";
        }

        foreach ((string key, string? value) in settings)
        {
            all[key] = value;
        }

        var services = new ServiceCollection();
        services.AddMarketPulse(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
        return services.BuildServiceProvider();
    }
}
