using MarketPulse.Infra.Tests.Bicep;
using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>Role assignments and their scopes.</summary>
public class RoleTests
{
    private const string Assignments = "Microsoft.Authorization/roleAssignments";
    private const string Owner = "090c5cfd-751d-490a-894a-3ce6f1109419";
    private const string TableDataReader = "76199698-9eea-4c19-bc75-cec21354c6b6";

    // Built-in roles by id, with the names of infra/README.md.
    private static readonly Dictionary<string, string> Roles = new(StringComparer.Ordinal)
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        [TableDataReader] = "Storage Table Data Reader",
        ["69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"] = "Azure Service Bus Data Sender",
        ["4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"] = "Azure Service Bus Data Receiver",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void App_has_these_rights_and_no_others(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        string storage = deployment.The("Microsoft.Storage/storageAccounts").LastName;
        string bus = deployment.The("Microsoft.ServiceBus/namespaces").LastName;
        string insights = deployment.The("Microsoft.Insights/components").LastName;

        Granted(deployment).ShouldBe(
            [
                ("Storage Blob Data Owner", $"Microsoft.Storage/storageAccounts/{storage}/blobServices/default"),
                ("Storage Table Data Contributor", $"Microsoft.Storage/storageAccounts/{storage}/tableServices/default"),
                .. deployment.Queues.SelectMany(queue => new[]
                {
                    ("Azure Service Bus Data Sender", $"Microsoft.ServiceBus/namespaces/{bus}/queues/{queue}"),
                    ("Azure Service Bus Data Receiver", $"Microsoft.ServiceBus/namespaces/{bus}/queues/{queue}"),
                }),
                ("Monitoring Metrics Publisher", $"Microsoft.Insights/components/{insights}"),
            ],
            ignoreOrder: true);
        deployment.OfType(Assignments).Select(role => role.Value("properties.principalType"))
            .ShouldAllBe(type => type == "ServicePrincipal");
        deployment.OfType(Assignments)
            .ShouldAllBe(role => !role.Value("properties.roleDefinitionId")!.EndsWith(Owner, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Entra_readers_may_read_tables_and_nothing_else()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync(
            """
            environmentName = 'dev'
            biAccess = 'entra'
            biReaderGroupId = '11111111-2222-3333-4444-555555555555'
            """);

        DeployedResource readers = deployment.OfType(Assignments).Single(role => role.Value("properties.principalType") == "Group");

        readers.Value("properties.principalId").ShouldBe("11111111-2222-3333-4444-555555555555");
        readers.Value("properties.roleDefinitionId")!.ShouldEndWith(TableDataReader);
        Scope(readers).ShouldEndWith("/tableServices/default");
        deployment.The("Microsoft.Storage/storageAccounts").Value("properties.allowSharedKeyAccess").ShouldBe("false");
    }

    [Fact]
    public void Handbook_gives_every_role_and_its_reason()
    {
        string[] handbook = File.ReadAllLines(Repository.Path("infra", "README.md"));

        foreach (string role in Roles.Values)
        {
            handbook.ShouldContain(line => line.StartsWith($"| {role} |", StringComparison.Ordinal), role);
        }
    }

    private static List<(string Role, string Scope)> Granted(DeploymentSnapshot deployment) =>
        [.. deployment.OfType(Assignments).Select(role => (Roles[role.Value("properties.roleDefinitionId")![^36..]], Scope(role)))];

    private static string Scope(DeployedResource role)
    {
        string[] providers = role.Id.Split("/providers/");
        return providers[^2];
    }
}
