using System.Text.Json;
using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Webhooks.Tests;

public class AlertBodyTests
{
    [Fact]
    public void Plain_json_has_the_event_its_phrases_analogues_and_links_under_the_names_of_the_API()
    {
        JsonElement body = Read(AlertSamples.Content, AlertShape.Json);

        body.GetProperty("alertid").GetString().ShouldBe(AlertSamples.Content.Alert.AlertId);
        body.GetProperty("kind").GetString().ShouldBe("event");
        body.GetProperty("reason").GetString().ShouldBe("Its intensity of 70 is at least 60.");
        body.GetProperty("heldback").GetInt32().ShouldBe(3);
        JsonElement found = body.GetProperty("event");
        found.GetProperty("headline").GetString().ShouldBe(AlertSamples.Headline);
        found.GetProperty("stance").GetString().ShouldBe("escalation");
        found.GetProperty("actors").GetString().ShouldBe("CN|US");
        found.GetProperty("openuntil").ValueKind.ShouldBe(JsonValueKind.Null);
        body.GetProperty("phrases")[0].GetProperty("text").GetString().ShouldBe("raises");
        body.GetProperty("analogues")[0].GetProperty("analogueid").GetString().ShouldBe("20250404T101500Z-77ab01c2");
        body.GetProperty("outcomes")[0].GetProperty("car_median_pct").GetDouble().ShouldBe(-2.5);
        body.GetProperty("scores")[0].GetProperty("q_event").GetDouble().ShouldBe(0.004);
        body.GetProperty("links")[0].GetProperty("url").GetString().ShouldBe("https://news.example/a?b=1&c=2");
    }

    [Fact]
    public void In_Slack_text_from_feeds_is_not_markup()
    {
        JsonElement body = Read(AlertSamples.Content, AlertShape.Slack);
        JsonElement[] blocks = [.. body.GetProperty("blocks").EnumerateArray()];

        body.GetProperty("text").GetString()!.ShouldContain("&lt;!channel&gt;");
        blocks.Select(block => block.GetProperty("type").GetString()).ShouldBe(["header", "section", "section", "context"]);
        blocks[0].GetProperty("text").GetProperty("type").GetString().ShouldBe("plain_text");
        string lines = blocks[1].GetProperty("text").GetProperty("text").GetString()!;
        blocks[1].GetProperty("text").GetProperty("type").GetString().ShouldBe("plain_text");
        lines.ShouldContain("Why: Its intensity of 70 is at least 60.");
        lines.ShouldContain("Detected by: \"raises\" (verb)");
        lines.ShouldContain($"Like: 2025-04-04 neutral, distance 0.21: {AlertSamples.Headline}");
        lines.ShouldContain("Followed by: FXI [-1,+1]: median -2.50%, quartiles -4.00% to -1.00%, 7 events");
        lines.ShouldContain("Held back: 3 earlier alerts");
        blocks[2].GetProperty("text").GetProperty("text").GetString().ShouldBe("<https://news.example/a?b=1&amp;c=2|First report>");
    }

    [Fact]
    public void In_Teams_text_from_feeds_is_not_markdown()
    {
        JsonElement attachment = Read(AlertSamples.Content, AlertShape.Teams).GetProperty("attachments")[0];
        JsonElement card = attachment.GetProperty("content");

        attachment.GetProperty("contentType").GetString().ShouldBe("application/vnd.microsoft.card.adaptive");
        card.GetProperty("version").GetString().ShouldBe("1.4");
        JsonElement blocks = card.GetProperty("body");
        blocks.EnumerateArray().Select(block => block.GetProperty("type").GetString()).Distinct().ShouldBe(["RichTextBlock"]);
        blocks[0].GetProperty("inlines")[0].GetProperty("text").GetString().ShouldBe($"Trade event: {AlertSamples.Headline}");
        card.GetProperty("actions")[0].GetProperty("url").GetString().ShouldBe("https://news.example/a?b=1&c=2");
    }

    [Theory]
    [InlineData("slack", 40_000)]
    [InlineData("teams", 28_000)]
    public void An_alert_with_long_texts_stays_within_the_receivers_limit(string shape, int most)
    {
        string headline = string.Concat(Enumerable.Repeat("tariff \ud83d\ude00 ", 2000));
        AlertContent content = AlertSamples.Content with
        {
            Title = headline,
            Event = AlertSamples.Content.Event! with { Headline = headline },
            Analogues = [.. Enumerable.Repeat(AlertSamples.Content.Analogues[0] with { Headline = headline }, 5)],
        };

        byte[] body = AlertBody.Write(content, Core.Contract.Codes<AlertShape>.Parse(shape));

        body.Length.ShouldBeLessThan(most);
        JsonDocument.Parse(body).RootElement.ValueKind.ShouldBe(JsonValueKind.Object);
    }

    [Fact]
    public void A_test_alert_is_marked_as_a_test()
    {
        AlertContent test = AlertSamples.Content with { IsTest = true };

        Read(test, AlertShape.Json).GetProperty("test").GetBoolean().ShouldBeTrue();
        Read(test, AlertShape.Slack).GetProperty("text").GetString()!.ShouldStartWith("Test: ");
    }

    private static JsonElement Read(AlertContent content, AlertShape shape) =>
        JsonDocument.Parse(AlertBody.Write(content, shape)).RootElement;
}
