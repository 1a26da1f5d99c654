using System.Net;
using System.Text.Json;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.ReadApi;

public class ApiTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("events", 12)]
    [InlineData("events?from=2025-06-07&to=2025-06-17T12:00:00Z", 2)]
    [InlineData("events?from=2025-06-07T12:00:00Z&to=2025-06-17T12:00:00.001Z", 3)]
    [InlineData("events?stance=escalation", 6)]
    [InlineData("events?from=1700-01-01&to=9999-12-31", 12)]
    [InlineData("events?event=20250602T120000Z-00000000", 1)]
    [InlineData("events?event=20250602T120000Z-0000000", 0)]
    [InlineData("events?event=nothing", 0)]
    [InlineData("event-tags?kind=actor", 24)]
    [InlineData("event-tags?kind=actor&value=CN", 12)]
    [InlineData("scores", 72)]
    [InlineData("scores?symbol=FXI", 36)]
    [InlineData("scores?symbol=%5EVIX&window=p0_p0", 12)]
    [InlineData("scores?symbol=FXI&from=2025-06-07T12:00:00Z&to=2025-06-17T12:00:00Z", 6)]
    [InlineData("scores?from=2025-06-07T12:00:00Z&to=2025-06-17T12:00:00Z", 12)]
    [InlineData("scores?event=20250602T120000Z-00000000", 6)]
    [InlineData("scores?event=20250602T120000Z-00000000&symbol=FXI", 3)]
    [InlineData("scores?stance=deescalation", 36)]
    [InlineData("scores?window=m1_p1", 24)]
    [InlineData("scores?status=provisional", 24)]
    [InlineData("scores?status=not_scored", 0)]
    [InlineData("scores?min_score=95", 12)]
    [InlineData("scores?min_score=20&stance=escalation&window=p0_p0&symbol=FXI&status=final", 4)]
    [InlineData("scores?modified_since=2000-01-01", 72)]
    [InlineData("scores?modified_since=2999-01-01", 0)]
    [InlineData("abnormal-returns", 72)]
    [InlineData("abnormal-returns?event=20250602T120000Z-00000000&symbol=FXI", 3)]
    [InlineData("instruments", 2)]
    [InlineData("instruments?symbol=FXI", 1)]
    public async Task Each_filter_narrows_the_rows_to_those_it_names(string question, int expected)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);

        (await RowsAsync(host, $"/api/{question}")).Count.ShouldBe(expected);
    }

    [Fact]
    public async Task Rows_carry_every_column_with_nulls_explicit()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);

        JsonElement row = (await RowsAsync(host, "/api/scores?window=m1_p1&symbol=FXI")).Single();

        row.EnumerateObject().Select(property => property.Name).ShouldBe(RowSchema.Of<ImpactScore>().Columns.Select(column => column.Name));
        row.GetProperty("datekey").GetInt32().ShouldBe(20250602);
        row.GetProperty("eventtimeutc").GetString().ShouldBe("2025-06-02T12:00:00Z");
        row.GetProperty("day0").GetString().ShouldBe("2025-06-02");
        row.GetProperty("status").GetString().ShouldBe("provisional");
        row.GetProperty("car_lo_pct").ValueKind.ShouldBe(JsonValueKind.Null);
        row.GetProperty("car_pct").GetDouble().ShouldBe(0);
    }

    [Fact]
    public async Task Formats_carry_the_same_rows()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);

        List<JsonElement> json = await RowsAsync(host, "/api/scores");
        string[] ndjson = (await host.Client.GetStringAsync("/api/scores?format=ndjson", Cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] csv = (await host.Client.GetStringAsync("/api/scores?format=csv", Cancel))
            .Split("\r\n", StringSplitOptions.RemoveEmptyEntries);

        ndjson.ShouldBe(json.Select(row => row.GetRawText()));
        csv[0].ShouldBe(string.Join(',', RowSchema.Of<ImpactScore>().Columns.Select(column => column.Name)));
        string[] header = csv[0].Split(',');
        csv.Skip(1).Select(line => line.Split(',')[Array.IndexOf(header, "eventid")])
            .ShouldBe(json.Select(row => row.GetProperty("eventid").GetString()));
        csv[1].Split(',')[Array.IndexOf(header, "car_lo_pct")].ShouldBe("");
    }

    [Theory]
    [InlineData("text/csv", "text/csv")]
    [InlineData("application/x-ndjson", "application/x-ndjson")]
    [InlineData("application/json", "application/json")]
    [InlineData("text/html, application/json;q=0.5, text/csv;q=0.9", "text/csv")]
    [InlineData("*/*", "application/json")]
    public async Task Accept_header_chooses_the_format(string accept, string expected)
    {
        await using WebHost host = await WebHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        answer.Content.Headers.ContentType!.MediaType.ShouldBe(expected);
        answer.Headers.Vary.ShouldContain("Accept");
    }

    [Fact]
    public async Task A_format_that_is_not_offered_is_refused()
    {
        await using WebHost host = await WebHost.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/events");
        request.Headers.TryAddWithoutValidation("Accept", "image/png");

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
    }

    [Theory]
    [InlineData("scores?limit=7", 72)]
    [InlineData("scores?symbol=FXI&limit=5", 36)]
    [InlineData("scores?limit=4&min_score=95", 12)]
    [InlineData("events?limit=1", 12)]
    [InlineData("abnormal-returns?limit=11", 72)]
    public async Task Pages_add_up_to_the_whole(string question, int expected)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);

        List<string> paged = await PagesAsync(host, $"/api/{question}", _ => Task.CompletedTask);

        paged.Count.ShouldBe(expected);
        paged.Distinct().Count().ShouldBe(expected);
    }

    [Fact]
    public async Task Pages_stay_right_while_rows_are_written_and_deleted()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite);
        HashSet<string> before = [.. (await RowsAsync(host, "/api/scores")).Select(row => row.GetRawText())];
        int page = 0;

        List<string> paged = await PagesAsync(host, "/api/scores?limit=9", async _ =>
        {
            // Adds events behind the reader and ahead of it, and deletes old ones.
            page++;
            TradeEvent late = Data.Event(0) with { EventId = $"20250602T120001Z-{page:x8}", EventTimeUtc = Data.First.AddSeconds(1) };
            await host.Get<IScoreStore>()
                .SaveAsync([Data.Score(0) with { EventId = late.EventId, EventTimeUtc = late.EventTimeUtc }], [], Cancel);
            await Data.SaveScoresAsync(host, 100 + page);
            if (page == 2)
            {
                await host.Get<IScoreStore>().DeleteEventAsync(Data.EventId(1), Cancel);
            }
        });

        paged.Distinct().Count().ShouldBe(paged.Count);
        before.Except(paged).ShouldAllBe(missing => missing.Contains(Data.EventId(1)));
    }

    [Fact]
    public async Task Every_format_tells_where_the_next_page_is()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);
        foreach (string format in new[] { "json", "csv", "ndjson" })
        {
            using HttpResponseMessage answer = await host.Client.GetAsync($"/api/scores?limit=5&format={format}&code=secret", Cancel);
            string link = answer.Headers.GetValues("Link").Single();
            link.ShouldEndWith(">; rel=\"next\"");
            link.ShouldContain("code=secret");
            using HttpResponseMessage next = await host.Client.GetAsync(link[1..link.IndexOf('>', StringComparison.Ordinal)], Cancel);
            next.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task A_continuation_of_another_question_is_refused()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);
        using JsonDocument page = JsonDocument.Parse(await host.Client.GetStringAsync("/api/scores?limit=1", Cancel));
        string token = page.RootElement.GetProperty("continuation").GetString()!;

        (await StatusAsync(host, $"/api/scores?continuation={token}")).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(host, $"/api/scores?symbol=FXI&continuation={token}")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(host, $"/api/events?continuation={token}")).ShouldBe(HttpStatusCode.BadRequest);
        (await StatusAsync(host, "/api/scores?continuation=AAAA")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Chosen_columns_come_alone_and_in_order()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);

        (await host.Client.GetStringAsync("/api/scores?select=symbol,car_pct&window=m1_p1&format=csv", Cancel))
            .ShouldBe("symbol,car_pct\r\nFXI,0\r\n^VIX,0\r\n");
        (await StatusAsync(host, "/api/scores?select=nothing")).ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task What_is_still_fresh_is_not_sent_again()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        using HttpResponseMessage first = await host.Client.GetAsync("/api/scores", Cancel);
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");

        (await AgainAsync()).ShouldBe(HttpStatusCode.NotModified);
        await Data.SaveScoresAsync(host, 1);
        (await AgainAsync()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> AgainAsync()
        {
            using var again = new HttpRequestMessage(HttpMethod.Get, "/api/scores");
            again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using HttpResponseMessage answer = await host.Client.SendAsync(again, Cancel);
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Rows_come_compressed_to_those_who_take_it(string encoding)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/scores?format=ndjson");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", encoding);

        using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);

        answer.Content.Headers.ContentEncoding.ShouldBe([encoding]);
    }

    [Fact]
    public async Task Superseded_events_never_leave_the_store()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 2);
        await host.Get<IEventStore>()
            .SaveAsync([Data.Event(0) with { Status = EventStatus.Superseded, SupersededBy = Data.EventId(1), Revision = 2 }], Cancel);

        (await RowsAsync(host, "/api/events")).Single().GetProperty("eventid").GetString().ShouldBe(Data.EventId(1));
        (await RowsAsync(host, $"/api/events?event={Data.EventId(0)}")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://example.com\")")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData(" =1")]
    [InlineData("\uFF1D1")]
    public async Task Csv_is_safe_to_open_in_a_spreadsheet(string headline)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);
        await host.Get<IEventStore>().SaveAsync([Data.Event(0) with { Headline = headline }], Cancel);

        string csv = await host.Client.GetStringAsync("/api/events?select=headline&format=csv", Cancel);

        csv.Split("\r\n")[1].TrimStart('"').ShouldStartWith("'");
    }

    [Fact]
    public async Task Text_of_feeds_is_never_markup()
    {
        const string Headline = "<script>alert('x')</script> & \"quoted\", \u4e2d\u6587 \ud83d\ude00\nline";
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0);
        await host.Get<IEventStore>().SaveAsync([Data.Event(0) with { Headline = Headline }], Cancel);

        string json = await host.Client.GetStringAsync("/api/events", Cancel);

        json.ShouldNotContain("<script");
        JsonDocument.Parse(json).RootElement.GetProperty("value")[0].GetProperty("headline").GetString().ShouldBe(Headline);
        (await host.Client.GetStringAsync("/api/events?select=headline&format=csv", Cancel))
            .ShouldBe($"headline\r\n\"{Headline.Replace("\"", "\"\"")}\"\r\n");
    }

    public static TheoryData<string> Injections =>
    [
        "' or 1 eq 1 or symbol eq '", "'", "''", "%27", "x' and PartitionKey ge '", "../../etc/passwd", "<script>alert(1)</script>",
        "=cmd|' /C calc'!A0",
        "\" OR \"\"=\"", "; drop table impactscores", "\u0000", "\r\nSet-Cookie: a=b", "{\"$ne\":null}", "${jndi:ldap://x}",
        "9999999999999999999999", "NaN", "-1", "\uD800", "~0027",
    ];

    [Theory]
    [MemberData(nameof(Injections))]
    public async Task No_parameter_can_widen_the_answer_or_break_it(string attack)
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 1);
        string value = Uri.EscapeDataString(attack);
        foreach (string path in
            new[] { "events", "event-tags", "scores", "abnormal-returns", "instruments", "windows", "dates", "data-status" })
        {
            foreach (string parameter in new[]
            {
                "symbol", "event", "window", "stance", "status", "kind", "value", "link", "from", "to", "modified_since", "min_score",
                "limit", "continuation", "format", "select", "other",
            })
            {
                using HttpResponseMessage answer = await host.Client.GetAsync($"/api/{path}?{parameter}={value}", Cancel);
                string body = await answer.Content.ReadAsStringAsync(Cancel);
                ((int)answer.StatusCode).ShouldBeOneOf([200, 400], $"{path}?{parameter}={attack}: {body}");
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    JsonDocument.Parse(body).RootElement.GetProperty("value").GetArrayLength().ShouldBe(0, $"{path}?{parameter}={attack}");
                }
                else
                {
                    answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
                    JsonDocument.Parse(body).RootElement.GetProperty("errors").EnumerateObject()
                        .ShouldHaveSingleItem().Name.ShouldBe(parameter);
                }

                answer.Headers.Contains("Set-Cookie").ShouldBeFalse();
            }
        }
    }

    [Theory]
    [InlineData("scores?symbol=A&symbol=B", "symbol")]
    [InlineData("scores?from=yesterday", "from")]
    [InlineData("scores?from=2025-06-31", "from")]
    [InlineData("scores?stance=worse", "stance")]
    [InlineData("scores?limit=5001", "limit")]
    [InlineData("scores?limit=1.5", "limit")]
    [InlineData("scores?min_score=101", "min_score")]
    [InlineData("scores?format=xml", "format")]
    [InlineData("scores?sybmol=FXI", "sybmol")]
    public async Task A_mistake_gets_an_error_that_names_it(string question, string parameter)
    {
        await using WebHost host = await WebHost.StartAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync($"/api/{question}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        problem.RootElement.GetProperty("errors").TryGetProperty(parameter, out _).ShouldBeTrue();
        problem.RootElement.GetProperty("detail").GetString()!.ShouldContain(parameter);
    }

    internal static async Task<List<JsonElement>> RowsAsync(WebHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return [.. JsonDocument.Parse(body).RootElement.GetProperty("value").EnumerateArray()];
    }

    private static async Task<List<string>> PagesAsync(WebHost host, string address, Func<int, Task> between)
    {
        var rows = new List<string>();
        for (string? next = address; next is not null;)
        {
            using JsonDocument page = JsonDocument.Parse(await host.Client.GetStringAsync(next, Cancel));
            rows.AddRange(page.RootElement.GetProperty("value").EnumerateArray().Select(row => row.GetRawText()));
            next = page.RootElement.TryGetProperty("nextlink", out JsonElement link) ? link.GetString() : null;
            if (next is not null && rows.Count < 200)
            {
                await between(rows.Count);
            }
        }

        return rows;
    }

    private static async Task<HttpStatusCode> StatusAsync(WebHost host, string address)
    {
        using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);
        return answer.StatusCode;
    }
}
