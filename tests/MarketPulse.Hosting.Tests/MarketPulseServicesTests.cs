using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Core.Impact;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Web;
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
        services.GetRequiredService<QueuedSteps>();
        Schedules schedules = services.GetRequiredService<IOptions<Schedules>>().Value;
        TimedStep.All.Select(step => Schedules.Parse(step.Schedule(schedules))).ShouldAllBe(schedule => schedule != null);
        Type[] steps =
        [
            typeof(PollNews), typeof(PollPrices), typeof(Heartbeat), typeof(RefreshDimensions), typeof(SummarizeSensitivity),
            typeof(ApplyRetention),
        ];
        TimedStep.All.Select(step => step.Name).ShouldBe(steps.Select(step => step.Name), ignoreOrder: true);
        Should.NotThrow(() => steps.Select(services.GetRequiredService).ToList());
    }

    [Fact]
    public void Settings_reach_the_steps()
    {
        using ServiceProvider services = Services(
            ("Scoring:EstimationDays", "90"), ("Heartbeat:NewsSilentMinutes", "15"), ("Articles:Earliest", "2018-01-01"));

        services.GetRequiredService<StudyOptions>().EstimationDays.ShouldBe(90);
        services.GetRequiredService<ArticleOptions>().Earliest.ShouldBe(new DateOnly(2018, 1, 1));
        services.GetRequiredService<HeartbeatOptions>().ShouldBe(new HeartbeatOptions { NewsSilentMinutes = 15 });
    }

    [Theory]
    [InlineData("Scoring:EstimationDays", "1", "Section Scoring")]
    [InlineData("Scoring:Model", "Factors", "Section Scoring: A watchlist gives each instrument one benchmark")]
    [InlineData("Articles:Earliest", "1899-12-31", "Setting Articles__Earliest must be a date from 1900-01-01 to today")]
    [InlineData("Articles:Earliest", "2100-01-01", "Setting Articles__Earliest must be a date from 1900-01-01 to today")]
    [InlineData("Articles:Earliest", "long ago", "Setting Articles__Earliest is 'long ago'; it must be a date such as 2000-01-01.")]
    [InlineData("Heartbeat:PricesSilentMinutes", "10081", "Setting Heartbeat__PricesSilentMinutes is '10081'")]
    [InlineData("Retention:IrrelevantTextDays", "-1", "Setting Retention__IrrelevantTextDays is '-1'; it must be a number of days")]
    [InlineData("Retention:LogDays", "never", "Setting Retention__LogDays is 'never'; it must be a whole number")]
    [InlineData("Heartbeat:NewsSilentMinutes", "soon", "Setting Heartbeat__NewsSilentMinutes is 'soon'; it must be a whole number")]
    [InlineData("Scoring:Model", "Guess", "Setting Scoring__Model is 'Guess'; it must be market, ")]
    [InlineData("Storage:ConnectionString", "AccountKey=verysecret", "Setting Storage__ConnectionString is not a connection string")]
    [InlineData("Storage:NamePrefix", "Not_Allowed", "Section Storage: NamePrefix 'Not_Allowed'")]
    [InlineData("Web:ReadAccess", "everybody", "Setting Web__ReadAccess is 'everybody'; it must be key, entra or open.")]
    [InlineData("Web:ReadAccess", "entra", "Setting Web__ReadAccess is 'entra', but the built-in authentication of the app is off")]
    [InlineData("Web:ReadAccess", "7", "Setting Web__ReadAccess is '7'")]
    [InlineData("Web:CorsOrigins", "https://a.example.com,nowhere", "Web__CorsOrigins names 'nowhere'")]
    [InlineData("HeartbeatSchedule", "hourly", "Setting HeartbeatSchedule is 'hourly'")]
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

    [Theory]
    [InlineData("Storage:TableServiceUri", "", "Set Storage__TableServiceUri and Storage__BlobServiceUri")]
    [InlineData("Storage:TableServiceUri", "http://account", "Setting Storage__TableServiceUri is 'http://account'; it must be an https")]
    [InlineData("Storage:QueueServiceUri", "queues", "Setting Storage__QueueServiceUri is 'queues'; it must be an https address")]
    public void Without_a_connection_string_the_addresses_of_an_account_are_needed(string setting, string value, string problem)
    {
        using ServiceProvider services = Services(
            ("Storage:ConnectionString", null),
            ("Storage:TableServiceUri", "https://account.table.core.windows.net"),
            ("Storage:BlobServiceUri", "https://account.blob.core.windows.net"),
            (setting, value));

        Should.Throw<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate)
            .Message.ShouldStartWith(problem);
    }

    [Theory]
    [InlineData("Web:CorsOrigins", "https://a.example.com, https://b.example.com")]
    [InlineData("Web:CorsOrigins:0", "https://a.example.com", "Web:CorsOrigins:1", "https://b.example.com")]
    public void Origins_are_a_list_or_a_text_separated_by_commas(params string[] settings)
    {
        using ServiceProvider services = Services([.. settings.Chunk(2).Select(pair => (pair[0], (string?)pair[1]))]);

        services.GetRequiredService<WebOptions>().CorsOrigins.ShouldBe(["https://a.example.com", "https://b.example.com"]);
    }

    [Theory]
    [InlineData("UseDevelopmentStorage=true")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=account;AccountKey=a2V5==;EndpointSuffix=core.windows.net")]
    [InlineData("DefaultEndpointsProtocol=https;AccountName=account;AccountKey=a2V5;EndpointSuffix=core.windows.net")]
    [InlineData(
        "AccountName=a;AccountKey=a2V5;"
        + "BlobEndpoint=http://127.0.0.1:1/a;QueueEndpoint=http://127.0.0.1:2/a;TableEndpoint=http://127.0.0.1:3/a;")]
    [InlineData(
        "BlobEndpoint=https://a.blob.example/;QueueEndpoint=https://a.queue.example/;TableEndpoint=https://a.table.example/;"
        + "SharedAccessSignature=sv=1&sig=x")]
    [InlineData("AccountName=account;AccountKey=not*base64")]
    [InlineData("AccountName=account")]
    [InlineData("SharedAccessSignature=sv=1&sig=x")]
    [InlineData("https://account.table.core.windows.net")]
    [InlineData("nonsense")]
    public void A_connection_string_is_taken_exactly_when_the_clients_take_it(string text)
    {
        using ServiceProvider services = Services(("Storage:ConnectionString", text));

        bool isTaken = Succeeds(services.GetRequiredService<IStartupValidator>().Validate);

        isTaken.ShouldBe(Succeeds(() =>
        {
            _ = new TableServiceClient(text);
            _ = new BlobServiceClient(text);
            _ = new QueueServiceClient(text);
        }));
    }

    [Fact]
    public void An_empty_setting_counts_as_absent()
    {
        using ServiceProvider services = Services(("Heartbeat:NewsSilentMinutes", ""), ("Scoring:Gap", ""), ("Web:Key", ""));

        services.GetRequiredService<IStartupValidator>().Validate();
        services.GetRequiredService<HeartbeatOptions>().ShouldBe(new HeartbeatOptions());
        services.GetRequiredService<StudyOptions>().ShouldBe(new StudyOptions());
        services.GetRequiredService<WebOptions>().Key.ShouldBeNull();
    }

    private static bool Succeeds(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or ArgumentException or OptionsValidationException)
        {
            return false;
        }
    }

    private static ServiceProvider Services(params (string Key, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Storage:ConnectionString"] = "UseDevelopmentStorage=true",
            ["Web:ReadAccess"] = "open",
        };
        foreach (TimedStep step in TimedStep.All)
        {
            all[Schedules.SettingOf(step.Name)] = "0 0 * * * *";
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
