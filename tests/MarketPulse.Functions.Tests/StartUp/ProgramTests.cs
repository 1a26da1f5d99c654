using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.Tests.Declared;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>Program as shipped, for each transport.</summary>
public sealed class ProgramTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_sample_settings_start_the_app_on_Azurite_without_edits()
    {
        await using StartedApp app = await StartedApp.StartAsync(
            CompiledApp.OnStorageQueues, AppSettings.SampleOn(azurite.ConnectionString));

        ShouldMakeEveryFunction(app, CompiledApp.OnStorageQueues);
        (await app.Services.GetRequiredService<IWorkReceiver>().CountAsync("articles", CancellationToken.None)).ShouldBe(
            0, "queues and tables exist");
        (await app.Services.GetRequiredService<ICursorStore>().ReadAllAsync(CancellationToken.None).ToListAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_templates_settings_start_the_app_in_Azure()
    {
        await using StartedApp app = await StartedApp.StartAsync(CompiledApp.OnServiceBus, AppSettings.InAzure());

        ShouldMakeEveryFunction(app, CompiledApp.OnServiceBus);
        app.Services.GetRequiredService<IWorkQueue>().GetType().Name.ShouldBe("ServiceBusWorkQueue");
        app.Services.GetServices<IHealthProbe>().Select(probe => probe.Name).ShouldBe(
            ["tables", "blobs", "queue-articles", "queue-scores", "queue-profiles", "queue-alerts"]);
        app.Services.GetServices<ServiceBusClient>().Count().ShouldBe(1);
        app.Services.GetRequiredService<ServiceBusClient>().ShouldBeSameAs(app.Services.GetRequiredService<ServiceBusClient>());
    }

    [Theory]
    [InlineData("PollNewsSchedule", null)]
    [InlineData("PollPricesSchedule", "every hour")]
    [InlineData("HeartbeatSchedule", "*/5 * * * *")]
    [InlineData("Heartbeat__NewsSilentMinutes", "soon")]
    [InlineData("Heartbeat__PricesSilentMinutes", "0")]
    [InlineData("Alerts__MaxPerHour", "many")]
    [InlineData("Alerts__Rules__mine__Kind", "earthquake")]
    [InlineData("Storage__ConnectionString", "nonsense")]
    [InlineData("Storage__ConnectionString", null)]
    [InlineData("Storage__NamePrefix", "dev")]
    public async Task A_missing_or_malformed_setting_stops_the_start_and_is_named(string name, string? value)
    {
        Dictionary<string, string> settings = AppSettings.SampleOn(azurite.ConnectionString);
        await ShouldRefuseAsync(CompiledApp.OnStorageQueues, settings, name, value);
    }

    [Theory]
    [InlineData("ServiceBus__fullyQualifiedNamespace", null)]
    [InlineData("ServiceBus__fullyQualifiedNamespace", "https://example")]
    [InlineData("Storage__TableServiceUri", null)]
    [InlineData("Storage__BlobServiceUri", "http://account")]
    [InlineData("PollNewsSchedule", "")]
    public async Task In_Azure_too(string name, string? value) =>
        await ShouldRefuseAsync(CompiledApp.OnServiceBus, AppSettings.InAzure(), name, value);

    [Theory]
    [InlineData("key")]
    [InlineData("open")]
    public async Task Compiled_for_sign_in_the_app_starts_only_with_that_read_access(string readAccess)
    {
        Dictionary<string, string> settings = AppSettings.InAzure();
        settings["Web__ReadAccess"] = "entra";
        settings["WEBSITE_AUTH_ENABLED"] = "True";
        await using (await StartedApp.StartAsync(CompiledApp.ForSignIn, settings))
        {
        }

        await ShouldRefuseAsync(CompiledApp.ForSignIn, settings, "Web__ReadAccess", readAccess);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("False")]
    public async Task Compiled_for_sign_in_the_app_does_not_start_where_the_platform_signs_nobody_in(string? isOn)
    {
        Dictionary<string, string> settings = AppSettings.InAzure();
        settings["Web__ReadAccess"] = "entra";

        await ShouldRefuseAsync(CompiledApp.ForSignIn, settings, "WEBSITE_AUTH_ENABLED", isOn);
    }

    [Fact]
    public async Task Compiled_for_keys_the_app_does_not_start_with_sign_in() =>
        await ShouldRefuseAsync(CompiledApp.OnServiceBus, AppSettings.InAzure(), "Web__ReadAccess", "entra");

    private static async Task ShouldRefuseAsync(CompiledApp app, Dictionary<string, string> settings, string name, string? value)
    {
        settings.Remove(name);
        if (value is not null)
        {
            settings[name] = value;
        }

        Exception refusal = await Should.ThrowAsync<Exception>(
            async () => await (await StartedApp.StartAsync(app, settings)).DisposeAsync());

        (refusal is InvalidOperationException or OptionsValidationException).ShouldBeTrue(refusal.ToString());
        refusal.Message.ShouldContain(name);
    }

    private static void ShouldMakeEveryFunction(StartedApp started, CompiledApp app)
    {
        foreach (DeclaredFunction function in app.Functions)
        {
            ActivatorUtilities.CreateInstance(started.Services, function.Method.DeclaringType!).ShouldNotBeNull(function.Name);
        }
    }
}
