using System.Net;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;

namespace MarketPulse.Web.Tests.Api;

public class OverviewTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heat_map_is_the_latest_events_and_their_scores_in_one_answer()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);

        JsonElement map = await ReadAsync(host, "/api/heat-map?events=5&window=p0_p0");

        map.GetProperty("windowkey").GetString().ShouldBe("p0_p0");
        map.GetProperty("events").EnumerateArray().Select(found => found.GetProperty("eventid").GetString()).ShouldBe(
            Enumerable.Range(7, 5).Reverse().Select(Data.EventId));
        map.GetProperty("symbols").EnumerateArray().Select(symbol => symbol.GetString()).ShouldBe(["FXI", "^VIX"]);
        map.GetProperty("scores").GetArrayLength().ShouldBe(10);
        JsonElement cell = map.GetProperty("scores")[0];
        cell.GetProperty("q_event").ValueKind.ShouldBe(JsonValueKind.Null);
        cell.GetProperty("adjusted_score").GetDouble().ShouldBe(20);
        map.GetProperty("events")[0].EnumerateObject().Select(column => column.Name).ShouldBe(
            ["eventid", "eventtimeutc", "timeresolution", "stance", "intensity", "measures", "pairs", "headline", "sources"]);
        map.GetProperty("events")[0].GetProperty("headline").GetString().ShouldBe("Headline 11");
    }

    [Fact]
    public async Task Heat_map_of_a_range_is_its_latest_events()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);

        JsonElement map = await ReadAsync(host, "/api/heat-map?events=2&from=2025-06-02&to=2025-06-18");

        map.GetProperty("events").EnumerateArray().Select(found => found.GetProperty("eventid").GetString())
            .ShouldBe([Data.EventId(3), Data.EventId(2)]);
        map.GetProperty("scores").GetArrayLength().ShouldBe(4);
    }

    [Fact]
    public async Task Heat_map_of_nothing_is_empty()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);

        JsonElement map = await ReadAsync(host, "/api/heat-map");

        map.GetProperty("events").GetArrayLength().ShouldBe(0);
        map.GetProperty("scores").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task Event_comes_with_its_phrases_scores_and_mean_path()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        var article = new Article
        {
            Id = "1f0c9a3e5b7d2468",
            Feed = "file",
            Title = "Tariffs <b>rise</b>",
            Body = "Body.",
            Url = "https://example.com/a",
            Published = Data.First,
            FirstSeen = Data.First,
        };
        await host.Get<IArticleStore>().AddAsync(article, Cancel);
        await host.Get<IArticleStore>().SaveVerdictAsync(article.Id, Facts(article), Cancel);
        await host.Get<IEventStore>().SaveAsync([Data.Event(0) with { Articles = [article.Id], Revision = 2 }], Cancel);

        JsonElement answer = await ReadAsync(host, $"/api/events/{Data.EventId(0)}");

        answer.GetProperty("event").GetProperty("headline").GetString().ShouldBe("Headline 0");
        JsonElement report = answer.GetProperty("reports").EnumerateArray().Single();
        report.GetProperty("title").GetString().ShouldBe("Tariffs <b>rise</b>");
        report.GetProperty("phrases")[0].GetProperty("code").GetString().ShouldBe("tariff");
        answer.GetProperty("scores").GetArrayLength().ShouldBe(6);
        JsonElement[] path = [.. answer.GetProperty("meanpath").EnumerateArray()];
        path.Select(day => day.GetProperty("day").GetInt32()).ShouldBe([-1, 0, 1]);
        path[2].GetProperty("instruments").GetInt32().ShouldBe(2);
        path[2].GetProperty("mean_car_pct").GetDouble().ShouldBe(1);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("20250602T120000Z-ffffffff")]
    [InlineData("%27%20or%201%20eq%201")]
    [InlineData("..%2f..%2fhealth")]
    public async Task Event_that_does_not_exist_is_not_found(string id)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);

        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/events/{id}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }

    [Fact]
    public async Task Dimensions_are_complete_and_say_how_fresh_the_facts_are()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);
        var refresh = new RefreshDimensions(
            new DataFreshness(
                new OpenEvents(host.Get<IChangeMarks>(), host.Get<IEventStore>(), host.Get<ICursorStore>(), TimeProvider.System),
                new LatestArticle(host.Get<IChangeMarks>(), host.Get<IArticleTallies>(), TimeProvider.System),
                host.Get<IPriceStore>(),
                host.Get<IEventLog>(),
                new LexiconStatus(host.Get<ICursorStore>(), new TradeDetector(), TimeProvider.System),
                TimeProvider.System),
            host.Get<IDimensionStore>(),
            new Watchlist([new Instrument { Symbol = "FXI" }]),
            new RefreshDates(new ArticleOptions(), host.Get<IDimensionWriter>(), host.Get<ICursorStore>(), TimeProvider.System),
            host.Get<IDimensionWriter>(),
            TimeProvider.System);

        await refresh.RunAsync(Cancel);
        await refresh.RunAsync(Cancel);

        (await RowsAsync(host, "/api/instruments")).Select(row => row.GetProperty("symbol").GetString())
            .ShouldBe(["FXI", "^VIX"], ignoreOrder: true);
        (await RowsAsync(host, "/api/windows")).Select(row => row.GetProperty("label").GetString())
            .ShouldBe(["[-1,+1]", "[0,0]", "[0,+1]", "[0,+5]"], ignoreOrder: true);
        JsonElement date = (await RowsAsync(host, "/api/dates?from=2025-06-02&to=2025-06-03")).Single();
        date.GetProperty("datekey").GetInt32().ShouldBe(20250602);
        date.GetProperty("isoweek").GetString().ShouldBe("2025-W23");
        (await RowsAsync(host, "/api/data-status")).ShouldAllBe(row => row.GetProperty("openevents").GetInt32() == 2);
        (await RowsAsync(host, "/api/data-status")).Select(row => row.GetProperty("logstartsutc").GetDateTimeOffset()).Distinct()
            .ShouldBe([(await host.Get<IEventLog>().FindStartAsync(Cancel))!.Value]);
        (await RowsAsync(host, "/api/data-status"))
            .Where(row => row.GetProperty("lexiconversion").GetString() == new TradeDetector().Lexicon.Version)
            .Select(row => row.GetProperty("table").GetString())
            .ShouldBe(["articles", "tradeevents", "impactscores", "abnormalreturns"], ignoreOrder: true);
    }

    private static ArticleFacts Facts(Article article) => new()
    {
        Id = article.Id,
        Published = article.Published,
        Title = article.Title,
        ContentHash = "abc",
        Verdict = new ArticleVerdict
        {
            Relevance = 1,
            IsRelevant = true,
            IsEvent = true,
            Reason = "development",
            LexiconVersion = "1",
            Phrases = [new DecidingPhrase("Tariffs", "measure", "tariff", true, 0, 0.5)],
        },
    };

    private static async Task<List<JsonElement>> RowsAsync(WebHost host, string address) =>
        [.. (await ReadAsync(host, address)).GetProperty("value").EnumerateArray()];

    private static async Task<JsonElement> ReadAsync(WebHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement;
    }
}
