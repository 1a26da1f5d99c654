using System.Text.RegularExpressions;
using MarketPulse.Infra.Tests.Bicep;
using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>Bad parameters are refused before anything is deployed, and good ones satisfy every limit.</summary>
public class ParameterTests
{
    private static readonly string LongestEnvironmentName = "longest".PadRight(32, 'x');

    [Fact]
    public async Task Parameters_out_of_range_are_refused_before_anything_is_deployed()
    {
        (string Parameter, string Reason)[] refused =
        [
            ("environmentName = 'this-name-of-an-environment-is-too-long'", "maximum allowable length is 32"),
            ("instanceMemoryMB = 1024", "\"2048 | 4096 | 512\""),
            ("maximumInstanceCount = 1001", "maximum allowable value is 1000"),
            ("httpConcurrency = 0", "minimum allowable value is 1"),
            ("lockDuration = 'PT10M'", "\"'PT1M' | 'PT2M' | 'PT30S' | 'PT5M'\""),
            ("maxDeliveryCount = 101", "maximum allowable value is 100"),
            ("biAccess = 'password'", "\"'entra' | 'feed' | 'sharedKey'\""),
            ("readAccess = 'everyone'", "\"'entra' | 'key'\""),
            ("warm = [{ name: 'http', instanceCount: 21 }]", "maximum allowable value is 20"),
            ("newsSilentMinutes = 1", "minimum allowable value is 10"),
            ("queueAgeSeconds = 100000", "maximum allowable value is 86400"),
            ("logRetentionDays = 7", "minimum allowable value is 30"),
            ("logDailyCapGb = 101", "maximum allowable value is 100"),
            ("monthlyBudget = 0", "minimum allowable value is 1"),
            ("storageSku = 'Premium_LRS'", "'Standard_GZRS' | 'Standard_LRS' | 'Standard_ZRS'"),
            ("deleteRetentionDays = 366", "maximum allowable value is 365"),
        ];

        BicepRun run = await TemplateCopy.TryAsync(string.Join('\n', refused.Select(each => each.Parameter)));

        // The file starts with `using` and an empty line, followed by one parameter per line.
        run.ExitCode.ShouldNotBe(0);
        string[] errors = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < refused.Length; i++)
        {
            errors.ShouldContain(
                error => error.Contains($"({i + 3},", StringComparison.Ordinal)
                    && error.Contains(refused[i].Reason, StringComparison.Ordinal),
                refused[i].Parameter);
        }
    }

    [Theory]
    [InlineData("environmentName = 'Dev_1'", "environmentName holds 'D_': use lower-case letters, digits and hyphens only.")]
    [InlineData(
        "environmentName = 'dev'\nbiAccess = 'entra'",
        "biAccess is entra, so biReaderGroupId must name the group that may read the tables.")]
    [InlineData("environmentName = 'dev'\nreadAccess = 'entra'", "readAccess is entra, so entraClientId must name the app registration")]
    public async Task Parameters_that_do_not_go_together_are_refused_with_the_reason(string parameters, string reason)
    {
        BicepRun run = await TemplateCopy.TryAsync(parameters);

        run.ExitCode.ShouldNotBe(0);
        run.Errors.ShouldContain(reason, Case.Insensitive);
    }

    [Fact]
    public async Task Names_fit_every_limit_with_the_longest_environment_name()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync($"environmentName = '{LongestEnvironmentName}'");

        // Microsoft's naming rules by resource type.
        (string Type, string Rule)[] rules =
        [
            ("Microsoft.ManagedIdentity/userAssignedIdentities", "^[a-zA-Z0-9][a-zA-Z0-9-_]{2,127}$"),
            ("Microsoft.Storage/storageAccounts", "^[a-z0-9]{3,24}$"),
            ("Microsoft.Storage/storageAccounts/blobServices/containers", "^[a-z0-9](-?[a-z0-9]){2,62}$"),
            ("Microsoft.Storage/storageAccounts/tableServices/tables", "^[a-z][a-z0-9]{2,62}$"),
            ("Microsoft.ServiceBus/namespaces", "^[a-zA-Z](?=.{5,49}$)[a-zA-Z0-9-]*[a-zA-Z0-9]$"),
            ("Microsoft.ServiceBus/namespaces/queues", "^[a-z0-9][a-z0-9-]{0,259}$"),
            ("Microsoft.OperationalInsights/workspaces", "^[a-zA-Z0-9][a-zA-Z0-9-]{2,61}[a-zA-Z0-9]$"),
            ("Microsoft.Insights/components", @"^[\w().-]{0,259}[\w()-]$"),
            ("Microsoft.Insights/actionGroups", "^[^:<>+/&%\\\\?|]{0,259}[^:<>+/&%\\\\?|. ]$"),
            ("Microsoft.Insights/metricAlerts", "^[^*#&+:<>?@%{}\\\\/|]{0,259}[^*#&+:<>?@%{}\\\\/|. ]$"),
            ("Microsoft.Insights/scheduledQueryRules", "^[^*#&+:<>?@%{}\\\\/|]{0,259}[^*#&+:<>?@%{}\\\\/|. ]$"),
            ("Microsoft.Web/serverfarms", "^[a-zA-Z0-9-]{1,60}$"),
            ("Microsoft.Web/sites", "^[a-zA-Z0-9][a-zA-Z0-9-]{0,58}[a-zA-Z0-9]$"),
            ("Microsoft.Consumption/budgets", @"^[\w-]{1,63}$"),
        ];
        foreach ((string type, string rule) in rules)
        {
            string[] names = [.. deployment.OfType(type).Select(resource => resource.LastName)];
            names.ShouldNotBeEmpty(type);
            names.ShouldAllBe(name => Regex.IsMatch(name, rule, RegexOptions.None, TimeSpan.FromSeconds(1)), type);
        }
    }

    [Fact]
    public async Task Environments_that_begin_alike_never_share_a_global_name()
    {
        DeploymentSnapshot first = await TemplateCopy.DeployAsync("environmentName = 'marketpulse-east'");
        DeploymentSnapshot second = await TemplateCopy.DeployAsync("environmentName = 'marketpulse-west'");

        foreach (string type in new[] { "Microsoft.Storage/storageAccounts", "Microsoft.ServiceBus/namespaces", "Microsoft.Web/sites" })
        {
            first.The(type).LastName.ShouldNotBe(second.The(type).LastName);
        }
    }

    [Fact]
    public async Task Shared_keys_come_on_only_when_asked_for_and_never_quietly()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync("environmentName = 'dev'\nbiAccess = 'sharedKey'");

        deployment.The("Microsoft.Storage/storageAccounts").Value("properties.allowSharedKeyAccess").ShouldBe("true");
        deployment.Outputs["MARKETPULSE_BI_ACCESS"]!.ToJsonString().ShouldContain("WARNING");
        DeploymentSnapshot.Committed("prod").Outputs["MARKETPULSE_BI_ACCESS"]!.ToJsonString().ShouldNotContain("WARNING");
    }

    [Fact]
    public async Task Entra_reading_signs_everybody_in_but_leaves_health_open()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync(
            "environmentName = 'dev'\nreadAccess = 'entra'\nentraClientId = '99999999-8888-7777-6666-555555555555'");

        DeployedResource signIn = deployment.The("Microsoft.Web/sites/config", "authsettingsV2");

        signIn.Value("properties.platform.enabled").ShouldBe("true");
        signIn.Value("properties.globalValidation.requireAuthentication").ShouldBe("true");
        signIn.Json["properties"]!["globalValidation"]!["excludedPaths"]!.AsArray().Select(path => path!.GetValue<string>())
            .ShouldBe(["/health"]);
        signIn.Value("properties.identityProviders.azureActiveDirectory.registration.clientId")
            .ShouldBe("99999999-8888-7777-6666-555555555555");
        DeploymentSnapshot.Committed("prod").The("Microsoft.Web/sites/config", "authsettingsV2").Value("properties.platform.enabled")
            .ShouldBe("false");
    }

    [Fact]
    public async Task Scale_memory_and_warm_instances_are_parameters()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync(
            """
            environmentName = 'dev'
            instanceMemoryMB = 4096
            maximumInstanceCount = 200
            httpConcurrency = 16
            warm = [{ name: 'function:ScoreEvent', instanceCount: 3 }]
            """);

        DeployedResource app = deployment.The("Microsoft.Web/sites");

        app.Value("properties.functionAppConfig.scaleAndConcurrency.instanceMemoryMB").ShouldBe("4096");
        app.Value("properties.functionAppConfig.scaleAndConcurrency.maximumInstanceCount").ShouldBe("200");
        app.Value("properties.functionAppConfig.scaleAndConcurrency.triggers.http.perInstanceConcurrency").ShouldBe("16");
        app.Json["properties"]!["functionAppConfig"]!["scaleAndConcurrency"]!["alwaysReady"]![0]!["name"]!.GetValue<string>()
            .ShouldBe("function:ScoreEvent");
    }
}
