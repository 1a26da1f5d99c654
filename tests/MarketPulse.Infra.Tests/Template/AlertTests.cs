using System.Globalization;
using System.Text.Json.Nodes;
using MarketPulse.Infra.Tests.Bicep;
using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>What is monitored, and who is notified.</summary>
public class AlertTests
{
    public static TheoryData<string> Environments => ["dev", "prod"];

    [Theory]
    [MemberData(nameof(Environments))]
    public void Any_dead_letter_of_any_queue_alerts(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        JsonNode criterion = deployment.The("Microsoft.Insights/metricAlerts").Json["properties"]!["criteria"]!["allOf"]!.AsArray()
            .Single()!;

        criterion["metricName"]!.GetValue<string>().ShouldBe("DeadletteredMessages");
        criterion["operator"]!.GetValue<string>().ShouldBe("GreaterThan");
        criterion["threshold"]!.GetValue<int>().ShouldBe(0);
        criterion["dimensions"]![0]!["name"]!.GetValue<string>().ShouldBe("EntityName");
    }

    [Theory]
    [InlineData("silent-feed", "marketpulse.feed.freshness", "feed")]
    [InlineData("silent-app", "marketpulse.feed.freshness", null)]
    [InlineData("scoring-failures", "process scores", null)]
    [InlineData("queue-age", "marketpulse.queue.age", "queue")]
    public void Log_alert_watches_what_the_code_records(string alert, string recorded, string? splitBy)
    {
        JsonNode criterion = LogAlert(DeploymentSnapshot.Committed("prod"), alert);

        criterion["query"]!.GetValue<string>().ShouldContain(recorded);
        criterion["dimensions"]!.AsArray().Select(dimension => dimension!["name"]!.GetValue<string>())
            .ShouldBe(splitBy is null ? [] : [splitBy]);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_alert_says_where_to_look(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);

        deployment.OfType("Microsoft.Insights/scheduledQueryRules").Append(deployment.The("Microsoft.Insights/metricAlerts"))
            .Select(alert => alert.Value("properties.description")!)
            .ShouldAllBe(description => description.Contains("/api/health", StringComparison.Ordinal));
    }

    [Fact]
    public void Metrics_in_alerts_and_workbook_are_metrics_that_the_code_has()
    {
        string telemetry = File.ReadAllText(Repository.Path("src", "MarketPulse.Pipeline", "Telemetry", "MarketPulseTelemetry.cs"));
        string watched = DeploymentSnapshot.Committed("prod").OfType("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => rule.Json.ToJsonString())
            .Append(File.ReadAllText(Repository.Path("infra", "workbook.json")))
            .Aggregate(string.Concat);

        string[] metrics = [.. MetricName.Matches(watched).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

        metrics.Length.ShouldBeGreaterThan(5);
        foreach (string metric in metrics)
        {
            telemetry.ShouldContain($"\"{metric}\"");
        }
    }

    [Fact]
    public async Task Limits_are_parameters()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync(
            """
            environmentName = 'dev'
            newsSilentMinutes = 45
            pricesSilentMinutes = 2000
            queueAgeSeconds = 120
            """);

        LogAlert(deployment, "silent-feed")["query"]!.GetValue<string>().ShouldContain("iff(kind == 'prices', 2000, 45) * 60");
        LogAlert(deployment, "queue-age")["query"]!.GetValue<string>().ShouldContain("p95 > 120");
    }

    [Fact]
    public async Task Alerts_reach_mail_and_webhook()
    {
        DeploymentSnapshot deployment = await TemplateCopy.DeployAsync(
            """
            environmentName = 'dev'
            alertEmail = 'desk@example.org'
            alertWebhook = 'https://example.org/hook'
            """);

        DeployedResource group = deployment.The("Microsoft.Insights/actionGroups");

        group.Json["properties"]!["emailReceivers"]![0]!["emailAddress"]!.GetValue<string>().ShouldBe("desk@example.org");

        // The address may contain a token, so it is a secure parameter and does not appear in predictions.
        group.Value("properties.webhookReceivers")!.ShouldContain("parameters('webhook')");
        group.Json.ToJsonString().ShouldNotContain("example.org/hook");
    }

    /// <summary>Azure refuses to change the start of a budget.</summary>
    [Theory]
    [MemberData(nameof(Environments))]
    public void A_later_deployment_sends_the_start_that_the_first_one_left_as_a_tag(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        string tags = deployment.The("Microsoft.Resources/tags").Json["properties"]!["tags"]!.GetValue<string>();
        string start = deployment.The("Microsoft.Consumption/budgets").Json["properties"]!["timePeriod"]!["startDate"]!.GetValue<string>();

        const string Kept = "coalesce(tryGet(resourceGroup().tags, 'marketpulse-budget-start'), parameters('thisMonth'))";
        start.ShouldContain(Kept);
        tags.ShouldStartWith("[union(coalesce(resourceGroup().tags", customMessage: "the group keeps its other tags");
        tags.ShouldContain($"'marketpulse-budget-start', {Kept}");
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Every_alert_and_the_budget_tell_the_action_group(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        string group = deployment.The("Microsoft.Insights/actionGroups").Id;

        deployment.The("Microsoft.Insights/metricAlerts").Json["properties"]!["actions"]![0]!["actionGroupId"]!.GetValue<string>()
            .ShouldBe(group);
        deployment.OfType("Microsoft.Insights/scheduledQueryRules")
            .Select(rule => rule.Json["properties"]!["actions"]!["actionGroups"]![0]!.GetValue<string>())
                .ShouldBe([group, group, group, group]);
        deployment.The("Microsoft.Consumption/budgets").Json["properties"]!["notifications"]!.AsObject()
            .ShouldAllBe(notification => notification.Value!["contactGroups"]!.AsArray().Count == 1);
    }

    [Theory]
    [MemberData(nameof(Environments))]
    public void Logs_have_a_daily_cap_and_services_send_theirs_to_the_workspace(string environment)
    {
        DeploymentSnapshot deployment = DeploymentSnapshot.Committed(environment);
        DeployedResource workspace = deployment.The("Microsoft.OperationalInsights/workspaces");

        int.Parse(workspace.Value("properties.workspaceCapping.dailyQuotaGb")!, CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        deployment.The("Microsoft.Insights/components").Value("properties.WorkspaceResourceId").ShouldBe(workspace.Id);
        deployment.OfType("Microsoft.Insights/diagnosticSettings").Select(setting => setting.Id.Split("/providers/")[1].Split('/')[1])
            .ShouldBe(["storageAccounts", "storageAccounts", "namespaces", "sites"], ignoreOrder: true);
    }

    private static readonly System.Text.RegularExpressions.Regex MetricName = new(
        "Name == (?:'|\\\\u0027)(?<name>marketpulse\\.[a-z]+\\.[a-z]+)(?:'|\\\\u0027)", System.Text.RegularExpressions.RegexOptions.None,
        TimeSpan.FromSeconds(5));

    private static JsonNode LogAlert(DeploymentSnapshot deployment, string name) =>
        deployment.The(
            "Microsoft.Insights/scheduledQueryRules", $"{name}-{deployment.The("Microsoft.Web/sites").Value("tags.environment")}")
            .Json["properties"]!["criteria"]!["allOf"]!.AsArray().Single()!;
}
