using System.Text.RegularExpressions;
using MarketPulse.Functions.Tests.Declared;
using MarketPulse.Hosting.Scheduling;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Storage;
using Microsoft.Azure.Functions.Worker;

namespace MarketPulse.Functions.Tests.StartUp;

/// <summary>
/// The settings that the code reads, those in the sample for developers, and those that the template sets in Azure are the same.
/// </summary>
public sealed partial class SettingsConsistencyTests(AzuriteFixture azurite)
{
    /// <summary>Settings of the host, which our code does not read.</summary>
    private static readonly string[] OfTheHost = ["FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsDisableHomepage"];

    /// <summary>Parts of identity-based connections, which the host reads by connection name.</summary>
    private static readonly string[] ConnectionParts =
        ["blobServiceUri", "queueServiceUri", "tableServiceUri", "fullyQualifiedNamespace", "credential", "clientId", "accountName"];

    [Fact]
    public void Every_setting_and_connection_that_a_trigger_names_is_in_the_sample_and_in_the_template()
    {
        Dictionary<string, string> sample = AppSettings.Sample();
        Dictionary<string, string> infra = AppSettings.InfraExpressions();
        foreach (string setting in CompiledApp.PerTransport.SelectMany(app => app.Functions).SelectMany(SettingsOf).Distinct())
        {
            sample.Keys.ShouldContain(setting);
            infra.Keys.ShouldContain(setting);
        }

        // The storage queue transport and every timer use the host's own storage.
        sample.Keys.ShouldContain("AzureWebJobsStorage");
        infra.Keys.ShouldContain(name => name.StartsWith("AzureWebJobsStorage__", StringComparison.Ordinal));
        infra.Keys.ShouldContain(MarketPulse.Functions.ServiceBus.ServiceBusOptions.Connection + "__fullyQualifiedNamespace");
    }

    [Fact]
    public void Every_schedule_is_valid_and_the_same_in_the_sample_and_in_the_template()
    {
        Dictionary<string, string> sample = AppSettings.Sample();
        Dictionary<string, string> azure = AppSettings.InAzure();
        string[] schedules =
        [
            .. typeof(Schedules).GetProperties()
                .Where(p => p.PropertyType == typeof(string))
                .Select(p => Schedules.SettingOf(p.Name)),
        ];

        schedules.ShouldBe(sample.Keys.Where(name => name.EndsWith("Schedule", StringComparison.Ordinal)), ignoreOrder: true);
        schedules.ShouldBe(azure.Keys.Where(name => name.EndsWith("Schedule", StringComparison.Ordinal)), ignoreOrder: true);
        foreach (string name in schedules)
        {
            Schedules.Parse(sample[name]).ShouldNotBeNull(name);
            azure[name].ShouldBe(sample[name], name);
        }
    }

    [Fact]
    public async Task Nothing_in_the_sample_is_unused()
    {
        Dictionary<string, string> sample = AppSettings.SampleOn(azurite.ConnectionString);
        await using StartedApp app = await StartedApp.StartAsync(CompiledApp.OnStorageQueues, sample);

        IEnumerable<string> used = [.. ReadBy(app), .. OfTheHost, "AzureWebJobsStorage"];
        sample.Keys.Except(used, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
    }

    [Fact]
    public async Task Nothing_in_the_template_is_unused_and_every_option_of_the_sample_is_there()
    {
        Dictionary<string, string> infra = AppSettings.InAzure();
        await using StartedApp app = await StartedApp.StartAsync(CompiledApp.OnServiceBus, infra);

        string[] connections =
        [
            .. from name in new[] { "AzureWebJobsStorage", "ServiceBus" }
               from part in ConnectionParts
               select $"{name}__{part}",
        ];
        IEnumerable<string> used = [.. ReadBy(app), .. OfTheHost, .. connections];
        infra.Keys.Except(used, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();

        // Flex Consumption gets the runtime from the app's configuration, and storage is accessed with the identity.
        string[] localOnly = ["FUNCTIONS_WORKER_RUNTIME", "AzureWebJobsStorage", "Storage__ConnectionString"];
        AppSettings.Sample().Keys.Except(localOnly).Except(infra.Keys).ShouldBeEmpty();
        string[] rejectedNames =
            ["FUNCTIONS_WORKER_RUNTIME", "FUNCTIONS_EXTENSION_VERSION", "WEBSITE_RUN_FROM_PACKAGE", "WEBSITE_TIME_ZONE"];
        foreach (string rejected in rejectedNames)
        {
            infra.Keys.ShouldNotContain(rejected, "Flex Consumption rejects it");
        }
    }

    [Fact]
    public void Queues_tables_and_containers_of_the_code_are_those_of_the_template()
    {
        string main = File.ReadAllText(Repository.Path("infra", "main.bicep"));

        Names(main, "queueNames").ShouldBe(QueueNames.All, ignoreOrder: true);
        StorageSetup.Tables.Except(Names(main, "tableNames")).ShouldBeEmpty("a table that the code writes must exist");
        StorageSetup.Containers.Except(Names(main, "containerNames")).ShouldBeEmpty("a container that the code writes must exist");
    }

    /// <summary>The settings read at start, and those that the host reads for the triggers.</summary>
    private static IEnumerable<string> ReadBy(StartedApp app) =>
        [.. app.SettingsRead, .. CompiledApp.PerTransport.SelectMany(app => app.Functions).SelectMany(SettingsOf)];

    private static IEnumerable<string> SettingsOf(DeclaredFunction function)
    {
        string?[] texts = function.Trigger switch
        {
            TimerTriggerAttribute timer => [timer.Schedule],
            QueueTriggerAttribute queue => [queue.QueueName],
            ServiceBusTriggerAttribute bus => [bus.QueueName],
            _ => [],
        };
        return texts.SelectMany(text => Percent().Matches(text ?? "").Select(match => match.Groups["name"].Value));
    }

    private static string[] Names(string bicep, string variable)
    {
        Match list = Regex.Match(
            bicep,
            $@"^var {variable} = \[(?<names>[^\]]*)\]",
            RegexOptions.Multiline | RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(5));
        list.Success.ShouldBeTrue(variable);
        return [.. Quoted().Matches(list.Groups["names"].Value).Select(match => match.Groups["name"].Value)];
    }

    [GeneratedRegex("%(?<name>[^%]+)%", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Percent();

    [GeneratedRegex("'(?<name>[^']+)'", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Quoted();
}
