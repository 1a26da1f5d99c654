using System.Diagnostics;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Feeds.Files;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Sample;
using MarketPulse.Local.Serving;
using MarketPulse.Local.Tests.Commands;
using MarketPulse.Local.Tests.Docs;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Trace;

namespace MarketPulse.Local.Tests.Serving;

/// <summary>The walkthrough of docs/architecture.md: one article of the sample, followed by its trace from the file to the page.</summary>
public sealed partial class ArticleWalkTests(AzuriteFixture azurite)
{
    private const string Article = "hundred-percent-threat";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task One_article_is_followed_from_its_file_to_the_page_by_one_trace()
    {
        var spans = new SpanRecorder();
        await using LocalServer server = await StartAsync(spans);
        using var client = new HttpClient { BaseAddress = server.Address };
        using var patience = new CancellationTokenSource(Patience);

        (await server.Services.GetRequiredService<PollPrices>().RunAsync(patience.Token)).Errors.ShouldBeEmpty();
        (await server.Services.GetRequiredService<PollNews>().RunAsync(patience.Token)).Errors.ShouldBeEmpty();
        TradeEvent found = await server.ScoredEventAsync(spans, patience.Token);

        string[] walked = [.. Row().Matches(Document.Named("docs/architecture.md").Prose).Select(row => row.Groups["span"].Value)];
        walked.ShouldBe(["read_article", "process articles", "detect_events", "process scores", "score_event"]);
        Activity[] trace = spans.Trace(found.TraceId);
        Activity current = trace.Single(span => span.OperationName == walked[0]);
        current.ParentSpanId.ShouldBe(default);
        foreach (string name in walked.Skip(1))
        {
            current = trace.First(span => span.OperationName == name && span.ParentSpanId == current.SpanId);
        }

        // The server polls prices as well, and an event scored before all of them were stored is scored again.
        var scores = new Uri($"/api/scores?event={found.EventId}", UriKind.Relative);
        JsonElement rows = await RowsAsync(client, scores, patience.Token);
        while (!rows.EnumerateArray().Any(Reacted))
        {
            await spans.NextAsync("process scores", patience.Token);
            rows = await RowsAsync(client, scores, patience.Token);
        }

        rows.GetArrayLength().ShouldBe(SimulatedInstrument.Watchlist.Count * 3);
        using HttpResponseMessage page = await client.GetAsync(new Uri("/", UriKind.Relative), patience.Token);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    private static async Task<JsonElement> RowsAsync(HttpClient client, Uri scores, CancellationToken cancellationToken)
    {
        await using Stream body = await client.GetStreamAsync(scores, cancellationToken);
        return (await JsonDocument.ParseAsync(body, default, cancellationToken)).RootElement.GetProperty("value");
    }

    private static bool Reacted(JsonElement row) =>
        row.GetProperty("symbol").GetString() == "SIM.RARE"
        && row.GetProperty("windowkey").GetString() == "p0_p0"
        && row.GetProperty("car_pct") is { ValueKind: JsonValueKind.Number } car
        && car.GetDouble() > 6;

    private Task<LocalServer> StartAsync(SpanRecorder spans) =>
        LocalServer.StartAsync(ServeSettings.On(azurite), port: 0, CancellationToken.None, services =>
        {
            var clock = new StoppedClock(Cli.Now);
            Article[] articles =
            [
                .. new ArticleFiles(clock).Read(Repository.Path("samples", "articles.jsonl"), published: null).Articles.Where(
                    article => article.SourceId == Article),
            ];
            articles.Length.ShouldBe(1);
            services.RemoveAll<INewsFeed>();
            services.RemoveAll<IPriceFeed>();
            services.AddSingleton<INewsFeed>(new GivenNews("sample", articles, clock));
            services.AddSingleton<IPriceFeed>(new GivenPrices("sample", new SimulatedMarket(SampleFiles.ReadPlanted()).Histories, clock));
            services.AddSingleton(new Watchlist(SimulatedInstrument.Watchlist));
            services.AddOpenTelemetry().WithTracing(tracing => tracing.AddProcessor(spans));
        });

    [GeneratedRegex(
        @"^\| \w+ \| `(?<span>[a-z_ ]+)` \|", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000)]
    private static partial Regex Row();
}
