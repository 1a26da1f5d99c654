using System.Net;

namespace MarketPulse.Web.Tests.ReadApi;

/// <summary>Table Storage has no time before 1601; a caller may ask for one all the same.</summary>
public sealed class EarlyDatesTests(AzuriteFixture azurite)
{
    [Theory]
    [InlineData("/api/events?from=1500-01-01")]
    [InlineData("/api/events?from=0001-01-01&to=1600-12-31T23:59:59Z")]
    [InlineData("/api/scores?from=1500-01-01")]
    [InlineData("/api/tension-index?scope=all&from=0001-01-01")]
    [InlineData("/api/scores?modified_since=1500-01-01T00:00:00Z")]
    [InlineData("/odata/tradeevents?$filter=eventtimeutc%20lt%201500-01-01T00:00:00Z")]
    [InlineData("/odata/dates/$count?$filter=date%20lt%201500-01-01")]
    public async Task A_time_before_1601_is_answered_and_never_an_internal_error(string path)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);

        using HttpResponseMessage answer = await host.Client.GetAsync(path, TestContext.Current.CancellationToken);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
