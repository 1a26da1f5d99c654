using System.IO.Compression;
using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Tests.Http;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Tests.News;

[Collection(nameof(Alone))]
public sealed class NewsFeedTests : IAsyncLifetime
{
    private FakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await FakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_rss_item_becomes_an_article_with_text_time_and_source()
    {
        NewsPoll poll = await RssAsync(
            """
            <item><title>US &amp;amp; China agree</title><link>/news/1?utm_source=rss</link><guid isPermaLink="false">g1</guid>
            <description><![CDATA[<p>Talks <b>went</b> well.</p><script>alert(1)</script><p>More soon.</p>]]></description>
            <pubDate>Tue, 03 Jun 2025 15:30:00 EST</pubDate><source url="https://example.org">Example Wire</source></item>
            """);
        Article article = poll.Articles.ShouldHaveSingleItem();
        article.Title.ShouldBe("US & China agree");
        article.Body.ShouldBe("Talks went well. More soon.");
        article.Published.ShouldBe(new DateTimeOffset(2025, 6, 3, 19, 30, 0, TimeSpan.Zero), "EST in June is New York's clock");
        article.TimeResolution.ShouldBe(TimeResolution.Exact);
        article.Url!.ShouldEndWith("/news/1");
        article.Publisher.ShouldBe("Example Wire");
        article.SourceId.ShouldBe("g1");
        article.Feed.ShouldBe("it");
    }

    [Fact]
    public async Task An_atom_entry_becomes_an_article()
    {
        _host.On(
            "/rss",
            """
            <?xml version="1.0"?>
            <feed xmlns="http://www.w3.org/2005/Atom"><title>f</title>
            <entry><id>tag:1</id><title type="html">Tariffs &lt;b&gt;rise&lt;/b&gt;</title>
            <link rel="self" href="https://example.org/self"/><link rel="alternate" href="https://example.org/1"/>
            <updated>2025-06-04T09:00:00Z</updated><published>2025-06-04T08:00:00+02:00</published>
            <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p><p>two</p></div></content></entry></feed>
            """,
            "application/atom+xml");
        Article article = (await PollRssAsync()).Articles.ShouldHaveSingleItem();
        article.Title.ShouldBe("Tariffs rise");
        article.Body.ShouldBe("One two");
        article.Url.ShouldBe("https://example.org/1");
        article.Published.Hour.ShouldBe(6);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("<dc:date xmlns:dc=\"http://purl.org/dc/elements/1.1/\">2025-06-04T09:00:00Z</dc:date>")]
    [InlineData("<pubDate/><updated/><updated>2025-06-04T09:00:00Z</updated>")]
    public async Task Of_several_dates_of_an_item_the_first_is_used(string others)
    {
        string item = $"<item><title>Tariffs</title><pubDate>Wed, 04 Jun 2025 08:00:00 GMT</pubDate>{others}</item>";

        NewsPoll poll = await Task.Run(() => RssAsync(item), TestContext.Current.CancellationToken);

        poll.Articles.ShouldHaveSingleItem().Published.ShouldBe(new DateTimeOffset(2025, 6, 4, 8, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task The_next_poll_delivers_new_items_only_and_repeats_within_a_poll_count_once()
    {
        _host.On("/rss", Rss(Item("a", "1") + Item("a", "1") + Item("b", "2")), "application/xml");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"));
        NewsPoll first = await feeds.ReadAsync();
        _host.On("/rss", Rss(Item("c", "3") + Item("a", "1") + Item("b", "2")), "application/xml");
        NewsPoll second = await feeds.ReadAsync(first.Cursor);
        NewsPoll third = await feeds.ReadAsync(second.Cursor);

        first.Articles.Select(article => article.Title).ShouldBe(["a", "b"]);
        second.Articles.ShouldHaveSingleItem().Title.ShouldBe("c");
        third.Outcome.ShouldBe(PollOutcome.Unchanged);
    }

    [Fact]
    public async Task An_item_without_a_date_gets_the_day_on_which_it_was_seen_keeps_its_id_and_is_reported()
    {
        string item = "<item><title>Undated tariffs</title></item>";
        NewsPoll today = await RssAsync(item);
        Article article = today.Articles.ShouldHaveSingleItem();
        article.TimeResolution.ShouldBe(TimeResolution.Day);
        article.Published.ShouldBe(new DateTimeOffset(2025, 6, 4, 0, 0, 0, TimeSpan.Zero));
        today.Errors.ShouldHaveSingleItem().ShouldContain("no unambiguous date");

        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"));
        feeds.Clock.Advance(TimeSpan.FromDays(1));
        (await feeds.ReadAsync()).Articles.ShouldHaveSingleItem().Id.ShouldBe(article.Id);
    }

    [Theory]
    [InlineData("Wed, 04 Jun 2025 10:00:00 XYZ", TimeResolution.Day, 0)]
    [InlineData("2025-06-03", TimeResolution.Day, 0)]
    [InlineData("Thu, 05 Jun 2025 20:00:00 GMT", TimeResolution.Exact, 12)]
    public async Task A_time_without_a_known_zone_or_in_the_future_is_not_trusted(string date, TimeResolution resolution, int hour)
    {
        NewsPoll poll = await RssAsync($"<item><title>t</title><link>https://example.org/1</link><pubDate>{date}</pubDate></item>");
        Article article = poll.Articles.ShouldHaveSingleItem();
        article.TimeResolution.ShouldBe(resolution);
        article.Published.Hour.ShouldBe(hour);
    }

    [Fact]
    public async Task A_date_without_a_zone_is_in_the_feeds_zone()
    {
        _host.On("/rss", Rss("<item><title>t</title><pubDate>2025-06-03 18:00:00</pubDate></item>"), "application/xml");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"), ("Zone", "America/New_York"));
        (await feeds.ReadAsync()).Articles.Single().Published.Hour.ShouldBe(22);
    }

    [Fact]
    public async Task An_empty_feed_is_not_a_success()
    {
        NewsPoll poll = await RssAsync("");
        poll.Outcome.ShouldBe(PollOutcome.Empty);
        poll.Cursor.LastSuccessUtc.ShouldBeNull();
    }

    [Fact]
    public async Task A_document_of_another_kind_is_malformed()
    {
        _host.On("/rss", "<opml/>", "application/xml");
        (await PollRssAsync()).Outcome.ShouldBe(PollOutcome.Malformed);
    }

    [Fact]
    public async Task A_document_on_public_inspection_is_one_article_with_its_time_of_filing()
    {
        _host.On(
            "/public-inspection-documents/current.json",
            """
            {"count":2,"results":[
             {"document_number":"2025-1","title":"Antidumping duty order","filed_at":"2025-06-03T16:15:00.000-04:00",
              "agencies":[{"slug":"international-trade-administration"}]},
             {"document_number":"2025-9","title":"Fish","filed_at":"2025-06-03T16:15:00.000-04:00","agencies":[{"slug":"fish"}]}]}
            """);
        _host.On(
            "/documents.json",
            """
            {"count":2,"total_pages":1,"results":[
             {"document_number":"2025-1","title":"Antidumping duty order","publication_date":"2025-06-04"},
             {"document_number":"2025-2","title":"Safeguard","abstract":"On steel.","publication_date":"2025-06-03"}]}
            """);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("federal_register", _host.Address);
        NewsPoll poll = await feeds.ReadAsync();

        poll.Articles.Select(article => article.SourceId).ShouldBe(["2025-1", "2025-2"]);
        poll.Articles[0].Published.ShouldBe(new DateTimeOffset(2025, 6, 3, 20, 15, 0, TimeSpan.Zero));
        poll.Articles[1].TimeResolution.ShouldBe(TimeResolution.Day);
        poll.Cursor.Position!.ShouldStartWith("2025-06-04|");
        (await feeds.ReadAsync(poll.Cursor)).Outcome.ShouldBe(PollOutcome.Unchanged);
    }

    [Fact]
    public async Task Presidential_documents_are_taken_from_every_agency()
    {
        _host.On(
            "/public-inspection-documents/current.json",
            """
            {"count":2,"results":[
             {"document_number":"2025-7","title":"Amending duties","type":"Presidential Document","filed_at":"2025-06-03T16:15:00-04:00",
              "agencies":[{"slug":"executive-office-of-the-president"}]},
             {"document_number":"2025-8","title":"Fisheries","type":"Rule","filed_at":"2025-06-03T16:15:00-04:00"}]}
            """);
        _host.On("/documents.json", """{"count":0}""");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("federal_register", _host.Address, ("Types:0", "PRESDOCU"));

        (await feeds.ReadAsync()).Articles.ShouldHaveSingleItem().SourceId.ShouldBe("2025-7");
        string query = _host.Asked.Last().Query;
        query.ShouldContain("conditions%5Btype%5D%5B%5D=PRESDOCU");
        query.ShouldNotContain("agencies%5D%5B%5D");
    }

    [Fact]
    public async Task Reading_the_Federal_Register_stops_when_its_pages_start_over()
    {
        _host.On("/public-inspection-documents/current.json", """{"count":0}""");
        _host.On(
            "/documents.json",
            """
            {"count":400,"total_pages":50,"results":[{"document_number":"2025-2","title":"Safeguard","publication_date":"2025-06-03"}]}
            """);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("federal_register", _host.Address);
        (await feeds.ReadAsync()).Articles.ShouldHaveSingleItem();
        _host.Asked.Count.ShouldBe(3, "one for the inspection, one for the first page, and one for the page that repeats it");
    }

    [Fact]
    public async Task Gdelt_is_read_oldest_first_and_its_control_characters_are_tolerated()
    {
        const string Entry =
            "{\"url\":\"https://example.org/1\",\"title\":\"Tariffs "
            + "\u0002up\",\"seendate\":\"20250604T114500Z\",\"domain\":\"example.org\"}";
        _host.On("/doc", $$"""{"articles":[{{Entry}}]}""");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("gdelt", _host.At("/doc"));
        NewsPoll poll = await feeds.ReadAsync();
        poll.Articles.ShouldHaveSingleItem().Published.Minute.ShouldBe(45);
        _host.Asked.Single().Query.ShouldContain("sort=dateasc");
        _host.On("/doc", "{}");
        (await feeds.ReadAsync(poll.Cursor)).Outcome.ShouldBe(PollOutcome.Empty);
    }

    [Fact]
    public async Task A_query_that_Gdelt_refuses_with_status_200_is_rejected()
    {
        _host.On("/doc", "Queries containing OR'd terms must be surrounded by ().\n", "text/html");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("gdelt", _host.At("/doc"));
        (await feeds.ReadAsync()).Outcome.ShouldBe(PollOutcome.Rejected);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(200)]
    public async Task Gdelts_files_are_read_when_the_search_is_rate_limited(int status)
    {
        _host.On("/doc", "Please limit requests to one every 5 seconds", "text/plain", status);
        _host.On("/gdeltv2/20250604113000.gkg.csv.zip", Gkg(
            "https://example.org/9", "ECON_TRADE_DISPUTE;TAX", "Duties rise"), "application/zip");
        _host.On("/gdeltv2/20250604114500.gkg.csv.zip", Gkg("https://example.org/8", "FOOD", "Cakes rise"), "application/zip");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("gdelt", _host.At("/doc"), ("Backfill", "00:40:00"));
        NewsPoll poll = await feeds.ReadAsync();
        poll.Outcome.ShouldBe(PollOutcome.New);
        poll.Articles.ShouldHaveSingleItem().Title.ShouldBe("Duties rise");
        poll.Cursor.Position!.ShouldStartWith("20250604114500|");
    }

    [Fact]
    public async Task An_endless_row_of_Gdelt_is_skipped_without_being_held_in_memory()
    {
        const int Length = 64_000_000;
        string row = GkgRow("https://example.org/9", "ECON_TRADE_DISPUTE;TAX", "Duties rise");
        byte[] endless = Packed(new string('x', Length) + "\n" + row);
        _host.On("/doc", "Please limit requests to one every 5 seconds", "text/plain", 429);
        _host.On("/gdeltv2/20250604114500.gkg.csv.zip", endless, "application/zip");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("gdelt", _host.At("/doc"), ("Backfill", "00:20:00"));
        long before = GC.GetTotalAllocatedBytes();

        NewsPoll poll = await feeds.ReadAsync();

        poll.Articles.ShouldHaveSingleItem().Title.ShouldBe("Duties rise");
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(sizeof(char) * Length, "the row as one string would take this alone");
    }

    [Fact]
    public async Task The_daily_quota_is_kept_in_the_cursor()
    {
        _host.On("/rss", Rss(Item("a", "1")), "application/xml");
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"), ("DailyQuota", 2));
        NewsPoll poll = await feeds.ReadAsync((await feeds.ReadAsync()).Cursor);
        poll = await feeds.ReadAsync(poll.Cursor);
        poll.Outcome.ShouldBe(PollOutcome.Throttled);
        poll.Cursor.NextPollUtc.ShouldBe(FeedsUnderTest.Start.AddHours(12));
        _host.Asked.Count.ShouldBe(2);
        feeds.Clock.Advance(TimeSpan.FromHours(12));
        (await feeds.ReadAsync(poll.Cursor)).Outcome.ShouldBe(PollOutcome.Unchanged);
    }

    [Fact]
    public async Task Items_published_before_the_backfill_starts_are_refused_then_and_later()
    {
        const string Old = "Sun, 01 Jun 2025 10:00:00 GMT", Epoch = "Thu, 01 Jan 1970 00:00:00 GMT";
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"), ("Backfill", "2.00:00:00"));
        _host.On("/rss", Rss(Item("a", "1") + Item("b", "2", Old) + Item("c", "3", Epoch)), "application/xml");

        NewsPoll first = await feeds.ReadAsync();
        _host.On("/rss", Rss(Item("d", "4") + Item("e", "5", Epoch)), "application/xml");
        feeds.Clock.Advance(TimeSpan.FromDays(30));
        NewsPoll second = await feeds.ReadAsync(first.Cursor);

        first.Articles.Select(article => article.Title).ShouldBe(["a"]);
        first.Errors.ShouldHaveSingleItem().ShouldBe(
            "it: 2 item(s) published before 2025-06-02, where the feed's Backfill starts, were skipped, among them 'b' of 2025-06-01.");
        first.Cursor.BackfillFrom.ShouldBe(new DateOnly(2025, 6, 2));
        second.Articles.Select(article => article.Title).ShouldBe(["d"], "a late item is newer than the start, which stays");
        second.Errors.ShouldHaveSingleItem().ShouldContain("'e' of 1970-01-01");
    }

    [Fact]
    public async Task A_longer_backfill_moves_the_start_and_a_shorter_one_does_not()
    {
        var cursor = new FeedCursor { FeedKind = CursorKinds.News, FeedId = "it", BackfillFrom = new DateOnly(2025, 5, 20) };
        _host.On("/rss", Rss(Item("a", "1")), "application/xml");
        await using FeedsUnderTest longer = FeedsUnderTest.OfNews("rss", _host.At("/rss"), ("Backfill", "365.00:00:00"));
        await using FeedsUnderTest shorter = FeedsUnderTest.OfNews("rss", _host.At("/rss"), ("Backfill", "1.00:00:00"));

        (await longer.ReadAsync(cursor)).Cursor.BackfillFrom.ShouldBe(new DateOnly(2024, 6, 4));
        (await shorter.ReadAsync(cursor)).Cursor.BackfillFrom.ShouldBe(new DateOnly(2025, 5, 20));
    }

    private static string Rss(string items) => $"<rss version=\"2.0\"><channel><title>c</title><ttl>30</ttl>{items}</channel></rss>";

    private static string Item(string title, string path, string published = "Wed, 04 Jun 2025 10:00:00 GMT") =>
        $"<item><title>{title}</title><link>https://example.org/{path}</link><pubDate>{published}</pubDate></item>";

    private static byte[] Gkg(string url, string themes, string title) => Packed(GkgRow(url, themes, title));

    private static string GkgRow(string url, string themes, string title)
    {
        string[] fields = [.. Enumerable.Repeat("", 27)];
        (fields[1], fields[3], fields[4], fields[7], fields[26]) =
            ("20250604113000", "example.org", url, themes, $"<PAGE_TITLE>{title}</PAGE_TITLE>");
        return string.Join('\t', fields) + "\n";
    }

    private static byte[] Packed(string rows)
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry("gkg.csv").Open())
        {
            entry.Write(Encoding.UTF8.GetBytes(rows));
        }

        return packed.ToArray();
    }

    private async Task<NewsPoll> RssAsync(string items)
    {
        _host.On("/rss", Rss(items), "application/xml");
        return await PollRssAsync();
    }

    private async Task<NewsPoll> PollRssAsync()
    {
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"));
        return await feeds.ReadAsync();
    }
}
