using System.Text.Json.Nodes;
using MarketPulse.Infra.Tests.Bicep;
using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>Secure by default: no keys, modern TLS, one identity, no exposed secrets.</summary>
public class SecurityTests
{
    private const string Storage = "Microsoft.Storage/storageAccounts";
    private const string Site = "Microsoft.Web/sites";

    public static TheoryData<string> Environments => ["dev", "prod"];

    [Theory]
    [MemberData(nameof(Environments))]
    public void No_service_takes_a_key(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        deployment.The(Storage).Value("properties.allowSharedKeyAccess").ShouldBe("false");
        deployment.The(Storage).Value("properties.defaultToOAuthAuthentication").ShouldBe("true");
        deployment.The("Microsoft.ServiceBus/namespaces").Value("properties.disableLocalAuth").ShouldBe("true");
        deployment.The("Microsoft.Insights/components").Value("properties.DisableLocalAuth").ShouldBe("true");
        deployment.The("Microsoft.OperationalInsights/workspaces").Value("properties.features.disableLocalAuth").ShouldBe("true");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_door_wants_https_and_modern_tls(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        deployment.The(Storage).Value("properties.supportsHttpsTrafficOnly").ShouldBe("true");
        deployment.The(Storage).Value("properties.minimumTlsVersion").ShouldBe("TLS1_2");
        deployment.The("Microsoft.ServiceBus/namespaces").Value("properties.minimumTlsVersion").ShouldBe("1.2");
        deployment.The(Site).Value("properties.httpsOnly").ShouldBe("true");
        deployment.The(Site).Value("properties.siteConfig.minTlsVersion").ShouldBe("1.3");
        deployment.The(Site).Value("properties.siteConfig.scmMinTlsVersion").ShouldBe("1.2");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Nothing_is_published_by_ftp_or_password_and_no_blob_is_public(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        deployment.The(Site).Value("properties.siteConfig.ftpsState").ShouldBe("Disabled");
        deployment.OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies")
            .Select(policy => (policy.LastName, policy.Value("properties.allow")))
            .ShouldBe([("ftp", "false"), ("scm", "false")], ignoreOrder: true);
        deployment.The(Storage).Value("properties.allowBlobPublicAccess").ShouldBe("false");
        deployment.The(Storage).Value("properties.allowCrossTenantReplication").ShouldBe("false");
        deployment.OfType("Microsoft.Storage/storageAccounts/blobServices/containers")
            .Select(container => container.Value("properties.publicAccess")).ShouldAllBe(access => access == "None");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void App_runs_as_its_user_assigned_identity_everywhere(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        DeployedResource app = deployment.The(Site);
        string identity = deployment.The("Microsoft.ManagedIdentity/userAssignedIdentities").Id;

        app.Value("identity.type").ShouldBe("UserAssigned");
        app.Json["identity"]!["userAssignedIdentities"]!.AsObject().Select(entry => entry.Key).ShouldBe([identity]);
        app.Value("properties.keyVaultReferenceIdentity").ShouldBe(identity);
        JsonNode package = app.Json["properties"]!["functionAppConfig"]!["deployment"]!["storage"]!["authentication"]!;
        package["type"]!.GetValue<string>().ShouldBe("UserAssignedIdentity");
        package["userAssignedIdentityResourceId"]!.GetValue<string>().ShouldBe(identity);
        deployment.AppSettings.Where(setting => setting.Key.EndsWith("__credential", StringComparison.Ordinal))
            .Select(setting => setting.Value).ShouldBe(["managedidentity", "managedidentity"]);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void App_runs_on_Flex_Consumption_with_dotnet_10(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        deployment.The("Microsoft.Web/serverfarms").Value("sku.name").ShouldBe("FC1");
        deployment.The(Site).Value("properties.functionAppConfig.runtime.name").ShouldBe("dotnet-isolated");
        deployment.The(Site).Value("properties.functionAppConfig.runtime.version").ShouldBe("10.0");
        deployment.AppSettings.Keys.ShouldNotContain("FUNCTIONS_WORKER_RUNTIME");
        deployment.AppSettings.Keys.ShouldNotContain("FUNCTIONS_EXTENSION_VERSION");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Settings_and_outputs_hold_no_secret(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        string[] texts = [.. deployment.AppSettings.Values, deployment.Outputs.ToJsonString()];

        foreach (string mark in
            new[] { "AccountKey", "SharedAccessKey", "listKeys", "listAccountSas", "InstrumentationKey", "ConnectionString=" })
        {
            texts.ShouldAllBe(text => !text.Contains(mark, StringComparison.OrdinalIgnoreCase), mark);
        }

        deployment.Outputs.Select(output => output.Key)
            .ShouldAllBe(name => name.All(letter => char.IsAsciiLetterUpper(letter) || letter == '_'));
        deployment.Outputs.ToJsonString().ShouldNotContain("connectionString", Case.Insensitive);
    }

    [Fact]
    public async Task No_module_asks_a_service_for_its_keys()
    {
        BicepRun build = await BicepCli.RunAsync("build", Repository.Path("infra", "main.bicep"), "--stdout");

        build.Output.ShouldNotContain("listKeys(");
        build.Output.ShouldNotContain("listAccountSas(");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Everything_that_can_carry_tags_does(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        DeployedResource[] tagged = [.. deployment.Resources.Where(resource => resource.Json["location"] is not null)];

        tagged.Length.ShouldBeGreaterThan(10);
        foreach (DeployedResource resource in tagged)
        {
            resource.Value("tags.application").ShouldBe("marketpulse", resource.Id);
            resource.Value("tags.environment").ShouldBe(environment, resource.Id);
        }
    }
}
