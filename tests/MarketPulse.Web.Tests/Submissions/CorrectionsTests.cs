using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Events;

namespace MarketPulse.Web.Tests.Submissions;

/// <summary>Events are corrected over HTTP.</summary>
public sealed class CorrectionsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_posted_correction_is_in_the_event_with_who_when_and_why()
    {
        await using WebHost host = await CorrectableHost.StartAsync();
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");

        using HttpResponseMessage answer = await PostAsync(
            host, "/api/corrections", new { @event = found.EventId, stance = "deescalation", reason = "It eases.", by = "ana" });

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        string id = (await JsonAsync(answer)).GetProperty("id").GetString()!;
        await CorrectableHost.DrainAsync(host);
        JsonElement shown = await GetAsync(host, $"/api/events/{found.EventId}");
        shown.GetProperty("event").GetProperty("stance").GetString().ShouldBe("deescalation");
        shown.GetProperty("event").GetProperty("corrections").GetString().ShouldBe(id);
        JsonElement correction = shown.GetProperty("corrections").EnumerateArray().ShouldHaveSingleItem();
        (correction.GetProperty("madeby").GetString(), correction.GetProperty("reason").GetString()).ShouldBe(("ana", "It eases."));
        shown.GetProperty("maycorrect").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public async Task A_voided_event_is_shown_with_its_correction_but_not_listed_until_that_is_revoked()
    {
        await using WebHost host = await CorrectableHost.StartAsync();
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");
        using HttpResponseMessage answer = await PostAsync(
            host, "/api/corrections", new { @event = found.EventId, @void = true, reason = "An opinion." });
        string id = (await JsonAsync(answer)).GetProperty("id").GetString()!;
        await CorrectableHost.DrainAsync(host);

        (await GetAsync(host, "/api/events")).GetProperty("value").EnumerateArray().ShouldBeEmpty();
        (await GetAsync(host, $"/api/events/{found.EventId}")).GetProperty("event").GetProperty("status").GetString().ShouldBe("voided");

        using HttpResponseMessage revoked = await PostAsync(host, $"/api/corrections/{id}/revoke", new { reason = "News.", by = "eve" });

        revoked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        await CorrectableHost.DrainAsync(host);
        (await GetAsync(host, "/api/events")).GetProperty("value").EnumerateArray().ShouldHaveSingleItem();
        JsonElement listed = (await GetAsync(host, "/api/corrections")).GetProperty("value").EnumerateArray().ShouldHaveSingleItem();
        (listed.GetProperty("revokedby").GetString(), listed.GetProperty("madeby").GetString()).ShouldBe(("eve", "api"));
        JsonElement odata = await GetAsync(host, "/odata/corrections?$filter=kind eq 'void'");
        odata.GetProperty("value").EnumerateArray().ShouldHaveSingleItem();
    }

    public static TheoryData<string, HttpStatusCode, string> Wrong => new()
    {
        { """{"stance":"mixed","reason":"none"}""", HttpStatusCode.BadRequest, "event" },
        { """{"event":"EVENT","reason":"none"}""", HttpStatusCode.BadRequest, "correction" },
        { """{"event":"EVENT","stance":"mixed","void":true,"reason":"none"}""", HttpStatusCode.BadRequest, "correction" },
        { """{"event":"EVENT","stance":"up","reason":"none"}""", HttpStatusCode.BadRequest, "stance" },
        { """{"event":"EVENT","time":"noon","reason":"none"}""", HttpStatusCode.BadRequest, "time" },
        { """{"event":"EVENT","time":"2025-07-02","reason":"none"}""", HttpStatusCode.BadRequest, "time" },
        { """{"event":"EVENT","void":"yes","reason":"none"}""", HttpStatusCode.BadRequest, "void" },
        { """{"event":"EVENT","void":true}""", HttpStatusCode.BadRequest, "reason" },
        { """{"event":"EVENT","void":true,"reason":"none","why":"not"}""", HttpStatusCode.BadRequest, "why" },
        { """{"event":"EVENT","merge":"EVENT","reason":"none"}""", HttpStatusCode.BadRequest, "merge" },
        { """{"event":"nothing","void":true,"reason":"none"}""", HttpStatusCode.NotFound, "event" },
        { """{"event":"EVENT","split":"nothing","reason":"none"}""", HttpStatusCode.NotFound, "split" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_refused_with_its_field_and_stores_nothing(string body, HttpStatusCode status, string field)
    {
        await using WebHost host = await CorrectableHost.StartAsync();
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");

        using HttpResponseMessage answer = await host.Client.PostAsync(
            "/api/corrections",
            new StringContent(body.Replace("EVENT", found.EventId, StringComparison.Ordinal), null, "application/json"), Cancel);

        answer.StatusCode.ShouldBe(status);
        (await JsonAsync(answer)).GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldContain(field);
        (await GetAsync(host, "/api/corrections")).GetProperty("value").EnumerateArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_corrections_at_once_and_an_unknown_one_are_refused()
    {
        await using WebHost host = await CorrectableHost.StartAsync();
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");

        using HttpResponseMessage several = await PostAsync(
            host, "/api/corrections", new[] { new { @event = found.EventId, @void = true, reason = "none" } });
        using HttpResponseMessage unknown = await PostAsync(host, "/api/corrections/nothing/revoke", new { reason = "none" });

        several.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Who_may_only_read_may_not_correct()
    {
        await using WebHost host = await CorrectableHost.StartAsync(options => (options.Key, options.WriteKey) = ("s3cret", "wr1te"));
        TradeEvent found = await CorrectableHost.SubmitAsync(host, "US imposes tariffs on steel");
        var body = new { @event = found.EventId, @void = true, reason = "none" };

        host.Client.DefaultRequestHeaders.Add("x-functions-key", "s3cret");
        (await GetAsync(host, $"/api/events/{found.EventId}")).GetProperty("maycorrect").GetBoolean().ShouldBeFalse();
        foreach (string path in new[] { "/api/corrections", "/api/corrections/nothing/revoke" })
        {
            using HttpResponseMessage refused = await PostAsync(host, path, body);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        }

        host.Client.DefaultRequestHeaders.Remove("x-functions-key");
        host.Client.DefaultRequestHeaders.Add("x-functions-key", "wr1te");
        using HttpResponseMessage accepted = await PostAsync(host, "/api/corrections", body);
        accepted.StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    private static Task<HttpResponseMessage> PostAsync(WebHost host, string path, object body) =>
        host.Client.PostAsJsonAsync(path, body, Cancel);

    private static async Task<JsonElement> GetAsync(WebHost host, string path)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(path, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await JsonAsync(answer);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
}
