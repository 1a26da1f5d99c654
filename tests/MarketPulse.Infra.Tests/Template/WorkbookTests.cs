using System.Text.Json.Nodes;
using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>The workbook for operators, as deployed.</summary>
public class WorkbookTests
{
    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void Workbook_is_filled_with_this_deployments_resources_and_the_dated_prices(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        JsonNode prices = JsonNode.Parse(File.ReadAllText(Repository.Path("infra", "prices.json")))!;

        string content = deployment.The("Microsoft.Insights/workbooks").Value("properties.serializedData")!;

        content.ShouldNotContain("{{");
        content.ShouldContain(deployment.The("Microsoft.OperationalInsights/workspaces").Id);
        content.ShouldContain(deployment.The("Microsoft.ServiceBus/namespaces").Id);
        content.ShouldContain(deployment.The("Microsoft.Storage/storageAccounts").Id);
        content.ShouldContain(deployment.The("Microsoft.Web/sites").Id);
        content.ShouldContain(prices["asOf"]!.GetValue<string>());
    }

    [Fact]
    public void Workbook_shows_events_scores_freshness_faults_and_cost()
    {
        string workbook = DeploymentSnapshot.Committed("prod").The("Microsoft.Insights/workbooks").Value("properties.serializedData")!;
        JsonArray items = JsonNode.Parse(workbook)!["items"]!.AsArray();

        string[] names = [.. items.Select(item => item!["name"]!.GetValue<string>())];
        names.ShouldBeUnique();
        foreach (string part in new[] { "events", "scores", "freshness", "faults", "cost" })
        {
            names.ShouldContain($"{part}-heading");
        }

        // 1 text, 3 query, 9 parameters, 10 metric: the kinds of item that the portal draws.
        items.Select(item => item!["type"]!.GetValue<int>()).ShouldAllBe(type => type == 1 || type == 3 || type == 9 || type == 10);
        items.Where(item => item!["type"]!.GetValue<int>() is 3 or 10)
            .ShouldAllBe(item => item!["content"]!["timeContextFromParameter"]!.GetValue<string>() == "TimeRange");
    }
}
