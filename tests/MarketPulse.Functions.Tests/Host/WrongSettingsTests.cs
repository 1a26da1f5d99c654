using MarketPulse.Functions.Tests.StartUp;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>A wrong setting stops the worker at start, and the last lines of its output name the setting.</summary>
public sealed class WrongSettingsTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("PollPricesSchedule", "every hour")]
    [InlineData("Storage__NamePrefix", "dev")]
    [InlineData("Web__ReadAccess", "entra")]
    [InlineData("Feeds__News__wire__Kind", "telegraph")]
    public async Task The_worker_exits_and_names_it(string name, string value)
    {
        Dictionary<string, string> settings = AppSettings.SampleOn(azurite.ConnectionString);
        settings[name] = value;

        FunctionsHostException refusal = await Should.ThrowAsync<FunctionsHostException>(
            async () => await (await HostedApp.StartAsync(settings)).DisposeAsync());

        refusal.Message.ShouldStartWith("The worker exited with code ");
        refusal.Message.ShouldContain(name);
    }
}
