using System.Net;
using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>Summaries as of a past moment, over HTTP. The tests of the steps specify their content.</summary>
public class AsOfRowsTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Index_as_of_a_moment_counts_what_was_seen_by_then()
    {
        await using WebHost host = await StartAsync();
        await SaveAsync(host, "aa00000000000001", Data.First, seen: Data.First.AddMinutes(5));
        await SaveAsync(host, "aa00000000000002", Data.First, seen: Data.First.AddDays(3));

        (await RowsAsync(host, "tension-index?scope=all&asof=2025-06-02T12:00Z")).ShouldBeEmpty();
        (await RowsAsync(host, "tension-index?scope=all&asof=2025-06-03")).Single().GetProperty("relevant").GetInt32().ShouldBe(1);
        JsonElement late = (await RowsAsync(host, "tension-index?scope=pair&value=US-CN&asof=2025-06-06")).Single();
        late.GetProperty("relevant").GetInt32().ShouldBe(2);
        late.GetProperty("modifiedutc").GetString().ShouldBe("2025-06-06T00:00:00Z");
        late.GetProperty("asofbasis").GetString().ShouldBe("current_bars");
    }

    [Fact]
    public async Task Sensitivity_as_of_a_moment_is_measured_anew()
    {
        await using WebHost host = await StartAsync();
        await host.Get<IDimensionStore>().SaveInstrumentsAsync([new Instrument { Symbol = "FXI", Benchmark = "SPY" }], Cancel);

        JsonElement[] rows = await RowsAsync(host, "sensitivity?window=m1_p1&horizon=all&asof=2025-06-06");

        rows.Single().GetProperty("status").GetString().ShouldBe("no_prices");
        rows.Single().GetProperty("asofbasis").GetString().ShouldBe("current_bars");
    }

    [Theory]
    [InlineData("events")]
    [InlineData("scores")]
    [InlineData("sensitivity")]
    [InlineData("tension-index")]
    public async Task A_moment_before_the_log_starts_is_refused_with_the_date_of_its_start(string resource)
    {
        await using WebHost host = await StartAsync();
        await host.Get<IEventLog>().StartAsync(Cancel);

        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/{resource}?asof=2025-05-31T23:59:59Z", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        problem.GetProperty("errors").GetProperty("asof").GetString()!.ShouldContain("2025-06-01T00:00:00");
    }

    [Fact]
    public async Task Events_as_of_a_moment_are_those_that_the_store_held_page_by_page()
    {
        await using WebHost host = await StartAsync();
        await host.Get<IEventStore>().SaveAsync([.. Enumerable.Range(0, 5).Select(Data.Event)], Cancel);
        _clock.Advance(TimeSpan.FromDays(1));
        DateTimeOffset moment = _clock.GetUtcNow().AddHours(-1);
        await host.Get<IEventStore>().SaveAsync(
            [Data.Event(2) with { Status = EventStatus.Superseded, Revision = 2 }, Data.Event(
                3) with { Sources = 9, Revision = 2 }, Data.Event(7)],
            Cancel);

        (await IdsAsync(host, $"events?asof={moment:O}".Replace("+", "%2B", StringComparison.Ordinal)))
            .ShouldBe(Enumerable.Range(0, 5).Select(number => (Data.EventId(number), Data.Event(number).Sources)));
        (await IdsAsync(host, "events?asof=2025-06-03")).ShouldBe(
            new[] { 0, 1, 3, 4, 7 }.Select(number => (Data.EventId(number), number == 3 ? 9 : Data.Event(number).Sources)));
    }

    private static async Task<List<(string Id, int Sources)>> IdsAsync(WebHost host, string question)
    {
        var found = new List<(string, int)>();
        string? continuation = null;
        do
        {
            string address =
                $"/api/{question}&limit=2" + (continuation is null ? "" : $"&continuation={Uri.EscapeDataString(continuation)}");
            using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);
            found.AddRange(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("value")
                .EnumerateArray()
                .Select(row => (row.GetProperty("eventid").GetString()!, row.GetProperty("sources").GetInt32())));
            continuation = answer.Headers.TryGetValues("X-Continuation", out IEnumerable<string>? next) ? next.Single() : null;
        }
        while (continuation is not null);

        return found;
    }

    private Task<WebHost> StartAsync() => WebHost.StartAsync(services => services.AddSingleton<TimeProvider>(_clock));

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
