using System.Reflection;
using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.Tests.Declared;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>Program, as it is, for each transport.</summary>
public sealed class ProgramTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task The_sample_settings_start_the_app_on_Azurite_without_edits()
    {
        await using StartedApp app = await StartedApp.StartAsync(DeclaredFunction.StorageQueueApp, AppSettings.SampleOn(azurite.ConnectionString));

        ShouldMakeEveryFunction(app, DeclaredFunction.StorageQueueApp);
        (await app.Services.GetRequiredService<IWorkReceiver>().CountAsync("articles", CancellationToken.None)).ShouldBe(0, "queues and tables are there");
        (await app.Services.GetRequiredService<ICursorStore>().ReadAllAsync(CancellationToken.None).ToListAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task The_templates_settings_start_the_app_in_Azure()
    {
        await using StartedApp app = await StartedApp.StartAsync(DeclaredFunction.ServiceBusApp, AppSettings.InAzure());

        ShouldMakeEveryFunction(app, DeclaredFunction.ServiceBusApp);
        app.Services.GetRequiredService<IWorkQueue>().GetType().Name.ShouldBe("ServiceBusWorkQueue");
        app.Services.GetServices<ServiceBusClient>().Count().ShouldBe(1);
        app.Services.GetRequiredService<ServiceBusClient>().ShouldBeSameAs(app.Services.GetRequiredService<ServiceBusClient>());
    }

    [Theory]
    [InlineData("Schedules__PollNews", null)]
    [InlineData("Schedules__PollPrices", "every hour")]
    [InlineData("Schedules__Heartbeat", "*/5 * * * *")]
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
        await ShouldRefuseAsync(DeclaredFunction.StorageQueueApp, settings, name, value);
    }

    [Theory]
    [InlineData("ServiceBus__fullyQualifiedNamespace", null)]
    [InlineData("ServiceBus__fullyQualifiedNamespace", "https://example")]
    [InlineData("Storage__TableServiceUri", null)]
    [InlineData("Storage__BlobServiceUri", "http://account")]
    [InlineData("Schedules__PollNews", "")]
    public async Task In_Azure_too(string name, string? value) => await ShouldRefuseAsync(DeclaredFunction.ServiceBusApp, AppSettings.InAzure(), name, value);

    [Theory]
    [InlineData("key")]
    [InlineData("open")]
    public async Task Compiled_for_a_sign_in_the_app_starts_with_no_other_readers(string readAccess)
    {
        Dictionary<string, string> settings = AppSettings.InAzure();
        settings["Web__ReadAccess"] = "entra";
        await using (await StartedApp.StartAsync(DeclaredFunction.SignInApp, settings))
        {
        }

        await ShouldRefuseAsync(DeclaredFunction.SignInApp, settings, "Web__ReadAccess", readAccess);
    }

    [Fact]
    public async Task Compiled_for_keys_the_app_does_not_start_for_a_sign_in() =>
        await ShouldRefuseAsync(DeclaredFunction.ServiceBusApp, AppSettings.InAzure(), "Web__ReadAccess", "entra");

    private static async Task ShouldRefuseAsync(Assembly app, Dictionary<string, string> settings, string name, string? value)
    {
        settings.Remove(name);
        if (value is not null)
        {
            settings[name] = value;
        }

        Exception refusal = await Should.ThrowAsync<Exception>(async () => await (await StartedApp.StartAsync(app, settings)).DisposeAsync());

        (refusal is InvalidOperationException or OptionsValidationException).ShouldBeTrue(refusal.ToString());
        refusal.Message.ShouldContain(name);
    }

    private static void ShouldMakeEveryFunction(StartedApp app, Assembly assembly)
    {
        foreach (DeclaredFunction function in DeclaredFunction.In(assembly))
        {
            ActivatorUtilities.CreateInstance(app.Services, function.Method.DeclaringType!).ShouldNotBeNull(function.Name);
        }
    }
}
