using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>Summaries as of a past moment, over HTTP. The tests of the steps specify their content.</summary>
public class AsOfRowsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_as_of_a_moment_counts_what_was_seen_by_then()
    {
        await using WebHost host = await WebHost.StartAsync();
        await SaveAsync(host, "aa00000000000001", Data.First, seen: Data.First.AddMinutes(5));
        await SaveAsync(host, "aa00000000000002", Data.First, seen: Data.First.AddDays(3));

        (await RowsAsync(host, "tension-index?scope=all&asof=2025-06-02T12:00Z")).ShouldBeEmpty();
        (await RowsAsync(host, "tension-index?scope=all&asof=2025-06-03")).Single().GetProperty("relevant").GetInt32().ShouldBe(1);
        JsonElement late = (await RowsAsync(host, "tension-index?scope=pair&value=US-CN&asof=2025-06-06")).Single();
        late.GetProperty("relevant").GetInt32().ShouldBe(2);
        late.GetProperty("modifiedutc").GetString().ShouldBe("2025-06-06T00:00:00Z");
    }

    [Fact]
    public async Task Sensitivity_as_of_a_moment_is_measured_anew()
    {
        await using WebHost host = await WebHost.StartAsync();
        await host.Get<IDimensionStore>().SaveInstrumentsAsync([new Instrument { Symbol = "FXI", Benchmark = "SPY" }], Cancel);

        JsonElement[] rows = await RowsAsync(host, "sensitivity?window=m1_p1&horizon=all&asof=2025-06-06");

        rows.Single().GetProperty("status").GetString().ShouldBe("no_prices");
    }

    private static Task SaveAsync(WebHost host, string id, DateTimeOffset published, DateTimeOffset seen)
    {
        var article = new Article
        {
            Id = id,
            Feed = "file",
            Title = $"US imposes tariffs, report {id}",
            Published = published,
            FirstSeen = seen,
        };
        var verdict = new ArticleVerdict
        {
            Relevance = 1,
            IsRelevant = true,
            IsEvent = false,
            Pairs = ["US-CN"],
            Reason = "development",
            LexiconVersion = "1",
        };
        return StoreAsync();

        async Task StoreAsync()
        {
            await host.Get<IArticleStore>().AddAsync(article, Cancel);
            await host.Get<IArticleStore>().SaveVerdictAsync(id, ArticleFacts.FromVerdict(article, verdict), Cancel);
        }
    }

    private static async Task<JsonElement[]> RowsAsync(WebHost host, string question) =>
        [
            .. JsonDocument.Parse(await host.Client.GetStringAsync($"/api/{question}", Cancel)).RootElement.GetProperty("value")
                .EnumerateArray(),
        ];
}
