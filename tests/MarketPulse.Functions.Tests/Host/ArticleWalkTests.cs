using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>
/// Follows one article through the built app: submitted over HTTP, read from the queues like the host, and stored as event and scores.
/// </summary>
public sealed class ArticleWalkTests(HostedApp app) : IClassFixture<HostedApp>
{
    [Fact]
    public async Task A_submitted_article_becomes_an_event_with_scores()
    {
        await app.PollPricesAsync();

        string id = await app.SubmitAsync();
        QueueDelivery article = (await app.DrainAsync("DetectEvents")).ShouldHaveSingleItem();
        TradeEvent tradeEvent = (await app.EventsAsync()).ShouldHaveSingleItem();
        QueueDelivery score = (await app.DrainAsync("ScoreEvent")).ShouldHaveSingleItem();

        article.Message.Body.ToString().ShouldContain($"\"id\":\"{id}\"");
        tradeEvent.EventId.ShouldBe($"20250602T110000Z-{id[..8]}");
        tradeEvent.Stance.ShouldBe(Stance.Escalation);
        score.Message.Body.ToString().ShouldContain(tradeEvent.EventId);
        using HttpClient client = app.CreateClient();
        JsonElement rows = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/scores?event={tradeEvent.EventId}", UriKind.Relative));
        IEnumerable<JsonElement> scores = rows.GetProperty("value").EnumerateArray();
        scores.Select(row => $"{Text(row, "symbol")} {Text(row, "windowkey")} {Text(row, "status")}").ShouldBe(
            EventWindow.Defaults.SelectMany(window => new[] { $"FXI {window.Key} final", $"SPY {window.Key} not_scored" }),
            ignoreOrder: true,
            "the market itself has no benchmark");
        await ShouldBeEmptyAsync("articles", "scores", "articles-poison", "scores-poison");
    }

    private static string? Text(JsonElement row, string column) => row.GetProperty(column).GetString();

    private async Task ShouldBeEmptyAsync(params string[] queues)
    {
        foreach (string queue in queues)
        {
            (await app.Queue(queue).GetPropertiesAsync()).Value.ApproximateMessagesCount.ShouldBe(0, queue);
        }
    }
}
