using MarketPulse.Infra.Tests.Bicep;
using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>Queues, tables, containers and settings of the template are those of the code.</summary>
public class DataPlaneTests
{
    // Used only outside Azure, or read only by the Functions host.
    private static readonly string[] NotForAzure = ["Storage__ConnectionString", "Storage__QueueServiceUri"];

    public static TheoryData<string> Environments => ["dev", "prod"];

    [Theory]
    [MemberData(nameof(Environments))]
    public void Queues_are_those_that_the_app_names(string environment) =>
        DeploymentSnapshot.Committed(environment).Queues.ShouldBe(SourceNames.Queues, ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Environments))]
    public void Queues_detect_duplicates_and_dead_letter_what_expires(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        deployment.The("Microsoft.ServiceBus/namespaces").Value("sku.name").ShouldBe("Standard");
        foreach (DeployedResource queue in deployment.OfType("Microsoft.ServiceBus/namespaces/queues"))
        {
            queue.Value("properties.requiresDuplicateDetection").ShouldBe("true");
            queue.Value("properties.duplicateDetectionHistoryTimeWindow").ShouldBe("PT10M");
            queue.Value("properties.deadLetteringOnMessageExpiration").ShouldBe("true");
            queue.Value("properties.defaultMessageTimeToLive").ShouldBe("P14D");
            queue.Value("properties.lockDuration").ShouldBe("PT1M");
            queue.Value("properties.maxDeliveryCount").ShouldBe("10");
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_table_of_the_contract_exists_from_the_start(string environment) =>
        DeploymentSnapshot.Committed(environment).Tables.ShouldBe(
            [
                "articles", "articleindex", "articlecounts", "tradeevents", "eventtags", "impactscores", "instrumentscores",
                "abnormalreturns", "sensitivity", "sensitivityhistory", "tensionindex", "calibration", "findings", "instruments",
                "windows", "dates", "prices", "cursors", "analogues", "scorelog", "eventlog", "corrections", "forecasts",
                "forecastoutcomes", "upcoming", "alerts", "datastatus", "changemarks", "profileparts",
            ],
            ignoreOrder: true);

    [Theory]
    [MemberData(nameof(Environments))]
    public void No_table_or_container_of_the_stores_is_missing(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        SourceNames.Tables.Except(deployment.Tables).ShouldBeEmpty();
        deployment.Containers.ShouldBe(["packages", .. SourceNames.Containers], ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_setting_that_the_code_names_is_set(string environment)
    {
        IReadOnlyDictionary<string, string> settings = DeploymentSnapshot.Committed(environment).AppSettings;

        SourceNames.TriggerSettings.ShouldNotBeEmpty();
        SourceNames.TriggerSettings.Union(SourceNames.Settings).Except(NotForAzure).Except(settings.Keys).ShouldBeEmpty();
        foreach (string setting in new[] { "Storage__TableServiceUri", "Storage__BlobServiceUri", "Storage__ClientId" })
        {
            settings.ShouldContainKey(setting);
        }
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_timer_has_its_schedule_and_no_schedule_lacks_a_timer(string environment) =>
        DeploymentSnapshot.Committed(environment).AppSettings.Keys.Where(setting => setting.EndsWith("Schedule", StringComparison.Ordinal))
            .ShouldBe(SourceNames.Schedules.Select(name => $"{name}Schedule"), ignoreOrder: true);

    [Fact]
    public async Task Own_settings_join_those_of_the_template_but_cannot_replace_them()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync(
            """
            environmentName = 'dev'
            extraSettings = { Scoring__Gap: '5', Storage__ClientId: 'mine', AzureWebJobsStorage__credential: 'mine' }
            """);

        deployment.AppSettings["Scoring__Gap"].ShouldBe("5");
        deployment.AppSettings["AzureWebJobsStorage__credential"].ShouldBe("managedidentity");
        deployment.AppSettings["Storage__ClientId"].ShouldNotBe("mine");
    }
}
