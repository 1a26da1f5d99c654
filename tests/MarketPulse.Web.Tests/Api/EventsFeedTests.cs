using System.Net;
using System.ServiceModel.Syndication;
using System.Xml;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Api;

/// <summary>The Atom feed, read with a parser of the format.</summary>
public sealed class EventsFeedTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Feed_lists_the_latest_events_first_with_their_page_and_codes()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 4);

        SyndicationFeed feed = Read(await host.Client.GetStringAsync("/api/events.atom?limit=3", Cancel));

        feed.Items.Select(item => item.Title.Text).ShouldBe(["Headline 3", "Headline 2", "Headline 1"]);
        SyndicationItem latest = feed.Items.First();
        latest.Id.ShouldEndWith(Data.EventId(3));
        latest.PublishDate.ShouldBe(Data.Time(3));
        latest.Links.Single().Uri.ShouldBe(new Uri(host.Client.BaseAddress!, $"#/event/{Data.EventId(3)}"));
        latest.Categories.Select(category => category.Name).ShouldBe(["deescalation", "tariff", "rare_earths", "US-CN"]);
        feed.LastUpdatedTime.ShouldBe(feed.Items.Max(item => item.LastUpdatedTime));
    }

    [Fact]
    public async Task Feed_of_a_stance_has_only_its_events()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 4);

        SyndicationFeed feed = Read(await host.Client.GetStringAsync("/api/events.atom?stance=escalation", Cancel));

        feed.Items.Select(item => item.Title.Text).ShouldBe(["Headline 2", "Headline 0"]);
    }

    [Fact]
    public async Task A_reader_that_has_the_feed_gets_304_until_an_event_changes()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);
        using HttpResponseMessage first = await host.Client.GetAsync("/api/events.atom", Cancel);

        (await AskAsync()).ShouldBe(HttpStatusCode.NotModified);
        await host.Get<IEventStore>().SaveAsync([Data.Event(2)], Cancel);
        (await AskAsync()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events.atom");
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Headlines_with_markup_and_control_characters_stay_text()
    {
        const string Headline = "<b>Tariffs</b> & \"duties\"\u0001 \U0001F4C8";
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);
        await host.Get<IEventStore>().SaveAsync([Data.Event(0) with { Headline = Headline }], Cancel);

        SyndicationItem entry = Read(await host.Client.GetStringAsync("/api/events.atom", Cancel)).Items.Single();

        entry.Title.Type.ShouldBe("text");
        entry.Title.Text.ShouldBe("<b>Tariffs</b> & \"duties\" \U0001F4C8");
    }

    [Fact]
    public async Task Feed_without_events_is_valid()
    {
        await using WebHost host = await WebHost.StartAsync();

        Read(await host.Client.GetStringAsync("/api/events.atom", Cancel)).Items.ShouldBeEmpty();
    }

    private static SyndicationFeed Read(string atom)
    {
        using var reader = XmlReader.Create(new StringReader(atom));
        return SyndicationFeed.Load(reader);
    }
}
