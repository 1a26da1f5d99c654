using System.Net;
using System.Text.RegularExpressions;

namespace MarketPulse.Web.Tests.StaticFiles;

public class PageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static MatchCollection Matches(string html, string pattern) =>
        Regex.Matches(html, pattern, RegexOptions.None, TimeSpan.FromSeconds(5));

    [Fact]
    public async Task Page_and_everything_it_names_come_from_the_assembly()
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage index = await host.Client.GetAsync("/", Cancel);
        string html = await index.Content.ReadAsStringAsync(Cancel);

        index.StatusCode.ShouldBe(HttpStatusCode.OK);
        index.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        string[] assets = [.. Matches(html, "(?:src|href)=\"\\./(assets/[^\"]+)\"").Select(match => match.Groups[1].Value)];
        assets.ShouldContain(asset => asset.EndsWith(".js"));
        assets.ShouldContain(asset => asset.EndsWith(".css"));
        foreach (string asset in assets)
        {
            using HttpResponseMessage answer = await host.Client.GetAsync($"/{asset}", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Headers.NonValidated["Cache-Control"].ToString().ShouldBe("public, max-age=31536000, immutable");
        }
    }

    [Fact]
    public async Task Page_allows_nothing_inline_and_nothing_from_elsewhere()
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage index = await host.Client.GetAsync("/", Cancel);
        string html = await index.Content.ReadAsStringAsync(Cancel);

        string policy = index.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldStartWith("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http");
        index.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        html.ShouldNotContain("<style");
        html.ShouldNotContain("style=");
        Matches(html, "<script(?![^>]*\\bsrc=)").ShouldBeEmpty();
        Matches(html, "\\son[a-z]+=").ShouldBeEmpty();
        Matches(html, "https?://").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Page_comes_compressed_to_those_who_take_it(string encoding)
    {
        await using WebHost host = await WebHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        answer.Content.Headers.ContentEncoding.ShouldBe([encoding]);
        answer.Headers.Vary.ShouldContain("Accept-Encoding");
    }

    [Fact]
    public async Task Page_that_is_still_fresh_is_not_sent_again()
    {
        await using WebHost host = await WebHost.StartAsync();
        using HttpResponseMessage first = await host.Client.GetAsync("/", Cancel);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);

        using HttpResponseMessage answer = await host.Client.SendAsync(again, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }

    [Theory]
    [InlineData("/assets/none.js")]
    [InlineData("/assets/../index.html.br")]
    [InlineData("/assets/%2e%2e/index.html")]
    [InlineData("/index.html.gz")]
    public async Task What_is_no_file_of_the_page_is_not_found(string path)
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync(path, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
    }
}
