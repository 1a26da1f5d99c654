using System.Text;
using System.Text.Json.Nodes;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class ClusteringRulesTests
{
    [Theory]
    [InlineData("\"gap\": [\"deficit\"", "\"gap\": [\"tariff\"", "synonyms.gap")]
    [InlineData("\"unlikely\"\n    ],\n    \"bar\"", "\"ban\"\n    ],\n    \"bar\"", "verbs.bar")]
    [InlineData("\"agree\": [", "\"settle\": [", "verbs.agree")]
    [InlineData("\"saying\"", "\"sayings\"", "sayings")]
    public void Invalid_file_is_refused_with_the_name_of_the_field_and_its_line(string text, string replacement, string field)
    {
        string rules = Text(ClusteringRules.OpenShipped()), model = Text(ClusteringRules.OpenShippedModel());
        rules.ShouldContain(text);

        string refusal = Refusal(rules.Replace(text, replacement, StringComparison.Ordinal), model);

        refusal.ShouldContain(field);
        refusal.ShouldContain("(line ");
    }

    [Theory]
    [InlineData("bar", "\"high\"", "$.bar")]
    [InlineData("weights.sameActor", null, "SameActor")]
    [InlineData("weights.sameActer", "1", "sameActer")]
    [InlineData("reports", "0", "reports")]
    [InlineData("counts.zero", "99999", "counts.zero")]
    public void Invalid_model_is_refused_with_the_name_of_the_field_and_its_line(string field, string? value, string named)
    {
        JsonNode model = JsonNode.Parse(Text(ClusteringRules.OpenShippedModel()))!;
        string[] path = field.Split('.');
        JsonObject parent = path[..^1].Aggregate(model, (node, step) => node[step]!).AsObject();
        parent.Remove(path[^1]);
        if (value is not null)
        {
            parent.Add(path[^1], JsonNode.Parse(value));
        }

        string refusal = Refusal(Text(ClusteringRules.OpenShipped()), model.ToJsonString());

        refusal.ShouldContain(named);
        refusal.ShouldContain("(line ");
    }

    [Fact]
    public void Documentation_lists_the_bar_and_the_weights_that_ship()
    {
        JsonNode model = JsonNode.Parse(Text(ClusteringRules.OpenShippedModel()))!;
        string[] lines = File.ReadAllLines(Repository.Path("docs", "detection.md"));

        string[] listed =
        [
            .. lines.SkipWhile(line => !line.StartsWith("| what two reports have |", StringComparison.Ordinal)).Skip(2)
                .TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|')[^2].Trim()),
        ];
        listed.ShouldBe(model["weights"]!.AsObject().Select(weight => weight.Value!.ToJsonString()), ignoreOrder: true);
        lines.ShouldContain(line => line.Contains($"`bar`, {model["bar"]!.ToJsonString()}:", StringComparison.Ordinal));
    }

    private static string Refusal(string rules, string model) =>
        Should.Throw<FormatException>(() => ClusteringRules.Load(Stream(rules), Stream(model), Lexicon.Shipped())).Message;

    private static MemoryStream Stream(string text) => new(Encoding.UTF8.GetBytes(text));

    private static string Text(Stream stream)
    {
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
