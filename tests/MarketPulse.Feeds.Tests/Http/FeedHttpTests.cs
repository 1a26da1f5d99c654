using System.IO.Compression;
using System.Text;
using MarketPulse.Feeds.Http;
using MarketPulse.Pipeline.Polling;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Feeds.Tests.Http;

public sealed class FeedHttpTests : IAsyncLifetime
{
    private const string Rss =
        """<rss version="2.0"><channel><item><title>US raises tariffs</title><link>https://example.org/a</link>"""
        + "<pubDate>Wed, 04 Jun 2025 10:00:00 GMT</pubDate></item></channel></rss>";

    private FakeHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await FakeHost.StartAsync();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task An_unchanged_feed_is_requested_with_its_validators_and_responds_without_a_body()
    {
        _host.On("/rss", context =>
        {
            context.Response.Headers.ETag = "\"v1\"";
            context.Response.Headers.LastModified = "Wed, 04 Jun 2025 10:00:00 GMT";
            IHeaderDictionary asked = context.Request.Headers;
            if (asked.IfNoneMatch == "\"v1\"" && asked.IfModifiedSince == "Wed, 04 Jun 2025 10:00:00 GMT")
            {
                context.Response.StatusCode = 304;
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync(Rss);
        });
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"));

        NewsPoll first = await feeds.ReadAsync();
        NewsPoll second = await feeds.ReadAsync(first.Cursor);

        first.Outcome.ShouldBe(PollOutcome.New);
        second.Outcome.ShouldBe(PollOutcome.Unchanged);
        second.Cursor.ETag.ShouldBe("\"v1\"");
        second.Cursor.LastSuccessUtc.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(404, PollOutcome.Rejected)]
    [InlineData(401, PollOutcome.Rejected)]
    [InlineData(500, PollOutcome.Unreachable)]
    [InlineData(429, PollOutcome.Throttled)]
    public async Task A_status_determines_the_outcome(int status, PollOutcome outcome)
    {
        _host.On("/rss", "no", "text/plain", status);
        (await PollAsync()).Outcome.ShouldBe(outcome);
    }

    [Fact]
    public async Task Server_that_refuses_the_types_asked_for_is_asked_once_more_for_any()
    {
        _host.On("/rss", context =>
        {
            context.Response.StatusCode = context.Request.Headers.Accept == "*/*" ? 200 : 406;
            return context.Response.WriteAsync(context.Response.StatusCode == 200 ? Rss : "Not Acceptable");
        });

        // A minimum distance between requests leaves the host one place at a time, which the second request needs.
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"), ("Spacing", "00:00:00.001"));
        Task<NewsPoll> poll = feeds.ReadAsync();
        while (!poll.IsCompleted)
        {
            feeds.Clock.Advance(TimeSpan.FromMilliseconds(1));
            await Task.Yield();
        }

        (await poll).Outcome.ShouldBe(PollOutcome.New);
        _host.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Server_that_accepts_nothing_is_asked_twice_and_no_more()
    {
        _host.On("/rss", "Not Acceptable", "text/plain", 406);
        (await PollAsync()).Outcome.ShouldBe(PollOutcome.Rejected);
        _host.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Retry_After_is_kept_in_the_cursor()
    {
        _host.On("/rss", "slow down", "text/plain", 429, ("Retry-After", "3000"));
        NewsPoll poll = await PollAsync();
        poll.Cursor.NextPollUtc.ShouldBe(FeedsUnderTest.Start.AddSeconds(3000));
        _host.Asked.Count.ShouldBe(1, "a throttled poll is not retried at once");
    }

    [Fact]
    public async Task Retry_After_may_be_a_date()
    {
        _host.On("/rss", "later", "text/plain", 503, ("Retry-After", "Wed, 04 Jun 2025 14:00:00 GMT"));
        NewsPoll poll = await PollAsync();
        poll.Outcome.ShouldBe(PollOutcome.Throttled);
        poll.Cursor.NextPollUtc.ShouldBe(FeedsUnderTest.Start.AddHours(2));
    }

    [Fact]
    public async Task A_request_that_fails_once_is_retried()
    {
        int asked = 0;
        _host.On("/rss", context =>
        {
            context.Response.StatusCode = Interlocked.Increment(ref asked) == 1 ? 500 : 200;
            return context.Response.WriteAsync(Rss);
        });
        (await PollAsync()).Articles.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_response_that_never_ends_is_abandoned_after_the_timeout()
    {
        _host.On("/rss", async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(" ", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(50, context.RequestAborted);
            }
        });
        await using FeedsUnderTest feeds = new(
            ("Feeds:News:it:Kind", "rss"), ("Feeds:News:it:Url", _host.At("/rss")), ("Feeds:Timeout", "00:00:00.3"), ("Feeds:Retries", 0));
        NewsPoll poll = await feeds.ReadAsync();
        poll.Outcome.ShouldBe(PollOutcome.Unreachable);
        poll.Cursor.Error!.ShouldContain("did not respond in time");
    }

    [Fact]
    public async Task A_truncated_response_is_unreachable_and_nothing_of_it_is_used()
    {
        _host.On("/rss", async context =>
        {
            context.Response.ContentLength = 100_000;
            await context.Response.WriteAsync(Rss[..60]);
            await context.Response.Body.FlushAsync();
            context.Abort();
        });
        NewsPoll poll = await PollAsync();
        poll.Outcome.ShouldBe(PollOutcome.Unreachable);
        poll.Articles.ShouldBeEmpty();
        poll.Cursor.Position.ShouldBeNull();
    }

    [Fact]
    public async Task The_complete_items_of_a_document_that_ends_early_are_kept_and_the_poll_counts_as_failed()
    {
        _host.On("/rss", Rss.Replace("</channel></rss>", "<item><title>half", StringComparison.Ordinal), "application/xml");
        NewsPoll poll = await PollAsync();
        poll.Outcome.ShouldBe(PollOutcome.Malformed);
        poll.Articles.ShouldHaveSingleItem();
        poll.Cursor.Failures.ShouldBe(1);
    }

    [Fact]
    public async Task A_response_of_ten_megabytes_and_a_byte_is_too_large()
    {
        _host.On("/rss", new byte[CappedBody.DefaultLimit + 1], "application/xml");
        NewsPoll poll = await PollAsync();
        poll.Outcome.ShouldBe(PollOutcome.Malformed);
        poll.Cursor.Error!.ShouldContain("10 MB");
    }

    [Fact]
    public async Task A_compressed_response_that_expands_past_the_limit_is_dropped()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 100; i++)
            {
                await gzip.WriteAsync(zeros);
            }
        }

        _host.On("/rss", packed.ToArray(), "application/xml", 200, ("Content-Encoding", "gzip"));
        packed.Length.ShouldBeLessThan(CappedBody.DefaultLimit);
        (await PollAsync()).Outcome.ShouldBe(PollOutcome.Malformed);
    }

    [Fact]
    public async Task A_page_with_status_200_is_not_a_feed()
    {
        _host.On("/rss", "<!DOCTYPE html><html><body><p>We have moved.</p></body></html>", "text/html");
        (await PollAsync()).Outcome.ShouldBe(PollOutcome.Malformed);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(403)]
    [InlineData(503)]
    public async Task A_page_that_checks_for_a_human_visitor_is_a_challenge_under_any_status(int status)
    {
        _host.On(
            "/rss", "<html><head><title>Just a moment...</title></head><body><script>cf_chl()</script></body></html>", "text/html", status);
        (await PollAsync()).Outcome.ShouldBe(PollOutcome.Challenged);
    }

    [Fact]
    public async Task An_external_entity_is_never_fetched()
    {
        _host.On("/secret", "the secret", "text/plain");
        _host.On(
            "/rss",
            $"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY x SYSTEM "{_host.At("/secret")}">]>"""
            + "<rss><channel><item><title>&x;</title></item></channel></rss>",
            "application/xml");
        NewsPoll poll = await PollAsync();
        poll.Outcome.ShouldBe(PollOutcome.Malformed);
        poll.Cursor.Error!.ShouldContain("document type");
        _host.Asked.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/rss")]
    [InlineData("https://127.0.0.1/rss")]
    [InlineData("http://169.254.169.254/metadata/instance")]
    [InlineData("https://169.254.169.254/metadata/instance")]
    [InlineData("https://[::1]/rss")]
    [InlineData("https://another.example/rss")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_another_host_is_refused(string target)
    {
        _host.On("/rss", "", "text/plain", 302, ("Location", target));
        NewsPoll poll = await PollAsync();
        poll.Outcome.ShouldBe(PollOutcome.Rejected);
        _host.Asked.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_redirect_on_the_same_host_is_followed_and_a_loop_is_not()
    {
        _host.On("/rss", "", "text/plain", 301, ("Location", "/new"));
        _host.On("/new", Rss, "application/xml");
        (await PollAsync()).Articles.ShouldHaveSingleItem();

        _host.On("/new", "", "text/plain", 302, ("Location", "/rss"));
        (await PollAsync()).Outcome.ShouldBe(PollOutcome.Rejected);
    }

    [Theory]
    [InlineData("windows-1252", null, "application/xml; charset=utf-8")]
    [InlineData("gb2312", "gb2312", "application/xml")]
    [InlineData("iso-8859-1", null, "application/xml; charset=iso-8859-1")]
    [InlineData("utf-16", null, "application/xml")]
    [InlineData("utf-8", "iso-8859-1", "application/xml; charset=iso-8859-1")]
    public async Task The_bytes_decide_the_charset_before_what_the_feed_declares(string encoding, string? declared, string type)
    {
        string title = encoding == "gb2312" ? "关税" : "Zölle erhöht";
        string prolog = declared is null ? "" : $"""<?xml version="1.0" encoding="{declared}"?>""";
        string xml = prolog + Rss.Replace("US raises tariffs", title, StringComparison.Ordinal);
        Encoding writer = CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        _host.On("/rss", [.. writer.GetPreamble(), .. writer.GetBytes(xml)], type);
        (await PollAsync()).Articles.ShouldHaveSingleItem().Title.ShouldBe(title);
    }

    [Fact]
    public async Task The_wait_doubles_with_every_failure_until_a_poll_succeeds()
    {
        _host.On("/rss", "", "text/plain", 404);
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"));
        FeedCursor? cursor = null;
        foreach (int minutes in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            cursor = (await feeds.ReadAsync(cursor)).Cursor;
            (cursor.NextPollUtc - FeedsUnderTest.Start).ShouldBe(TimeSpan.FromMinutes(minutes));
        }

        _host.On("/rss", Rss, "application/xml");
        cursor = (await feeds.ReadAsync(cursor)).Cursor;
        cursor.Failures.ShouldBe(0);
        cursor.Error.ShouldBeNull();
    }

    private async Task<NewsPoll> PollAsync()
    {
        await using FeedsUnderTest feeds = FeedsUnderTest.OfNews("rss", _host.At("/rss"));
        return await feeds.ReadAsync();
    }
}
