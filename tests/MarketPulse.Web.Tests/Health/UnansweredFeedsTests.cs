using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.Tests.Browser;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Web.Tests.Health;

/// <summary>A feed that has not answered for a week says so wherever feeds are shown; <c>FeedStateTests</c> covers the command.</summary>
public class UnansweredFeedsTests(BrowserFixture browser)
{
    private static readonly DateTimeOffset Now = new(2025, 6, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(6.9, false)]
    [InlineData(7, true)]
    [InlineData(40, true)]
    public async Task Feed_counts_as_unanswered_after_seven_days(double days, bool isUnanswered)
    {
        await using WebHost host = await StartAsync(lastSuccess: Now.AddDays(-days));

        JsonElement feed = (await ReadAsync(host, "/api/feeds")).GetProperty("value").EnumerateArray().Single();

        feed.GetProperty("name").GetString().ShouldBe("ustr");
        feed.GetProperty("silentdays").GetInt32().ShouldBe((int)days);
        feed.GetProperty("unanswered").GetBoolean().ShouldBe(isUnanswered);
    }

    [Fact]
    public async Task Feed_that_never_answered_counts_from_the_first_heartbeat()
    {
        await using WebHost host = await StartAsync(lastSuccess: null, firstLook: Now.AddDays(-9));

        JsonElement feed = (await ReadAsync(host, "/api/feeds")).GetProperty("value").EnumerateArray().Single();

        feed.GetProperty("silentdays").GetInt32().ShouldBe(9);
        feed.GetProperty("unanswered").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task Health_says_for_how_many_days_and_how_to_ask()
    {
        await using WebHost host = await StartAsync(lastSuccess: Now.AddDays(-9.5));

        JsonElement check = (await ReadAsync(host, "/api/health")).GetProperty("checks").EnumerateArray().Single();

        check.GetProperty("detail").GetString().ShouldStartWith(
            "The news feed 'ustr' has not answered for 9 days; marketpulse feeds --check asks it.");
        check.GetProperty("feeds")[0].GetProperty("silentdays").GetInt32().ShouldBe(9);
    }

    [Theory]
    [InlineData(9.5, 1)]
    [InlineData(2, 0)]
    public async Task Footer_names_the_feed(double days, int sentences)
    {
        await using WebHost host = await StartAsync(lastSuccess: Now.AddDays(-days));
        await using Tab tab = await browser.OpenAsync(host.Client.BaseAddress!);

        await tab.GoAsync();
        await tab.Page.Locator("footer:has-text('Calibration')").WaitForAsync();

        (await tab.Page.GetByText("No answer for a week or longer: ustr (news, 9 days).").CountAsync()).ShouldBe(sentences);
        tab.Complaints.ShouldBeEmpty();
    }

    private static async Task<WebHost> StartAsync(DateTimeOffset? lastSuccess, DateTimeOffset? firstLook = null)
    {
        WebHost host = await WebHost.StartAsync(services => services
            .AddSingleton<TimeProvider>(new FakeTimeProvider(Now))
            .AddSingleton(new Watchlist([]))
            .AddSingleton<INewsFeed>(new NamedNews("ustr")));
        var cursors = host.Get<ICursorStore>();
        var cursor = new FeedCursor { FeedKind = "news", FeedId = "ustr" };
        await cursors.SaveAsync(
            lastSuccess is { } success
                ? cursor.AfterSuccess(PollOutcome.New, success, success.AddMinutes(15))
                : cursor.AfterFailure(PollOutcome.Unreachable, "No such host.", Now.AddMinutes(-1)),
            Cancel);
        await cursors.SaveAsync(
            new FeedCursor { FeedKind = "heartbeat", FeedId = "news|ustr", LastPollUtc = Now, Position = (firstLook ?? Now).ToString("O") },
            Cancel);
        return host;
    }

    private static async Task<JsonElement> ReadAsync(WebHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
    }
}
