using System.Net;
using System.Text.Json;
using Ical.Net;
using Ical.Net.CalendarComponents;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Web.Tests.Api;

/// <summary>Dates ahead on 10 June 2025: as rows, and as an iCalendar feed that is read with a parser of the format.</summary>
public sealed class UpcomingTests(AzuriteFixture azurite)
{
    private static readonly DateTimeOffset Now = new(2025, 6, 10, 9, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "2025-05-01 2025-06-09 2025-06-10 2025-08-12 2025-11-10")]
    [InlineData("?status=pending", "2025-06-10 2025-11-10")]
    [InlineData("?status=passed", "2025-05-01 2025-06-09")]
    [InlineData("?status=overtaken", "2025-08-12")]
    [InlineData("?from=2025-06-09&to=2025-08-12", "2025-06-09 2025-06-10")]
    [InlineData("?from=2025-06-09&to=2025-08-13&status=overtaken", "2025-08-12")]
    [InlineData("?what=expiry", "2025-08-12 2025-11-10")]
    [InlineData("?what=expiry&status=pending&select=date,status", "2025-11-10")]
    [InlineData("?from=2026-01-01", "")]
    [InlineData("?limit=1", "2025-05-01")]
    public async Task Each_filter_narrows_the_rows(string query, string expected)
    {
        await using WebHost host = await HostAsync();

        JsonElement[] rows = await RowsAsync(host, $"/api/upcoming{query}");

        rows.Select(row => row.GetProperty("date").GetString()!).ShouldBe(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Tables_in_azure_and_odata_have_the_same_rows_with_the_status_of_the_day()
    {
        await using WebHost host = await Data.OnAzuriteAsync(azurite, events: 0, WithClock);
        await host.Get<IUpcomingStore>().UpdateAsync(new UpcomingChange(Rows(), []), Cancel);

        JsonElement[] rows = await RowsAsync(host, "/api/upcoming?status=pending");
        JsonElement[] entities = await RowsAsync(host, "/odata/upcoming?$filter=status eq 'pending'&$select=date,status");
        JsonElement[] others = await RowsAsync(host, "/odata/upcoming?$filter=status ne 'pending'");

        rows.Select(row => row.GetProperty("date").GetString()).ShouldBe(["2025-06-10", "2025-11-10"]);
        rows.ShouldAllBe(row => row.GetProperty("status").GetString() == "pending");
        rows[0].EnumerateObject().Select(property => property.Name)
            .ShouldBe(RowSchema.Of<UpcomingDate>().Columns.Select(column => column.Name));
        entities.Select(row => row.GetProperty("date").GetString()).ShouldBe(["2025-06-10", "2025-11-10"]);
        others.Select(row => row.GetProperty("status").GetString()).ShouldBe(["passed", "passed", "overtaken"]);
    }

    [Theory]
    [InlineData("/api/upcoming?from=tomorrow", "from", "2025-06-02")]
    [InlineData("/api/upcoming?to=2025-02-30", "to", "2025-06-02")]
    [InlineData("/api/upcoming?what=party", "what", "effective, deadline, expiry")]
    [InlineData("/api/upcoming?status=over", "status", "pending, passed, overtaken")]
    [InlineData("/api/upcoming?days=3", "days", "is not a parameter here")]
    [InlineData("/api/upcoming.ics?from=2025-06-02", "from", "is not a parameter here")]
    [InlineData("/api/upcoming.ics?what=party", "what", "effective, deadline, expiry")]
    [InlineData("/api/upcoming.ics?limit=0", "limit", "from 1 to 1000")]
    public async Task What_cannot_be_read_is_refused_with_its_name_and_what_would_do(string address, string field, string advice)
    {
        await using WebHost host = await HostAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync(address, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        problem.GetProperty("errors").GetProperty(field).ToString().ShouldContain(advice);
    }

    [Fact]
    public async Task Calendar_has_whole_days_with_their_event_and_cancels_what_is_overtaken()
    {
        await using WebHost host = await HostAsync();

        using HttpResponseMessage answer = await host.Client.GetAsync("/api/upcoming.ics", Cancel);

        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        Calendar calendar = Calendar.Load(await answer.Content.ReadAsStringAsync(Cancel))!;
        CalendarEvent[] entries = [.. calendar.Events];
        entries.Select(entry => entry.Start!.Date).ShouldBe(
            [new(2025, 6, 9), new(2025, 6, 10), new(2025, 8, 12), new(2025, 11, 10)], "what passed more than 31 days ago is left out");
        entries.ShouldAllBe(entry => entry.IsAllDay);
        entries.Select(entry => entry.Status).ShouldBe(["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]);
        entries.Select(entry => entry.Uid).Distinct().Count().ShouldBe(4);
        entries[3].Summary.ShouldBe("Expires: Truce; until, \\n <b>November</b>");
        entries[3].Url.ShouldBe(new Uri(host.Client.BaseAddress!, $"#/event/{Data.EventId(4)}"));
        entries[2].Description.ShouldBe($"Announced on 2025-06-17. A report names the date. Overtaken by event {Data.EventId(4)}.");
        Calendar.Load(await host.Client.GetStringAsync("/api/upcoming.ics?what=deadline", Cancel))!.Events.Single()
            .Summary.ShouldStartWith("Deadline: ");
    }

    [Fact]
    public async Task A_calendar_app_that_has_the_feed_gets_304_until_a_date_changes()
    {
        await using WebHost host = await HostAsync();
        using HttpResponseMessage first = await host.Client.GetAsync("/api/upcoming.ics", Cancel);

        (await AskAsync()).ShouldBe(HttpStatusCode.NotModified);
        await host.Get<IUpcomingStore>().UpdateAsync(new UpcomingChange([], [Rows()[^1]]), Cancel);
        (await AskAsync()).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> AskAsync()
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/upcoming.ics");
            request.Headers.IfNoneMatch.Add(first.Headers.ETag!);
            using HttpResponseMessage answer = await host.Client.SendAsync(request, Cancel);
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Calendar_without_dates_is_valid()
    {
        await using WebHost host = await WebHost.StartAsync();

        Calendar.Load(await host.Client.GetStringAsync("/api/upcoming.ics", Cancel))!.Events.ShouldBeEmpty();
    }

    /// <summary>Two passed dates, one of today, one that is overtaken and the one that overtook it.</summary>
    private static UpcomingDate[] Rows() =>
    [
        Row(0, "2025-05-01", ScheduleKind.Effective), Row(1, "2025-06-09", ScheduleKind.Effective),
        Row(2, "2025-06-10", ScheduleKind.Deadline),
        Row(3, "2025-08-12", ScheduleKind.Expiry) with { OvertakenBy = Data.EventId(4) },
        Row(4, "2025-11-10", ScheduleKind.Expiry) with { Headline = "Truce; until, \\n <b>November</b>\u0001" },
    ];

    private static UpcomingDate Row(int number, string date, ScheduleKind what) => new()
    {
        Date = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture),
        What = what,
        Basis = ScheduledDate.Stated,
        EventId = Data.EventId(number),
        EventTimeUtc = Data.Time(number),
        Headline = $"Headline {number}",
        Measures = ["tariff"],
        Pairs = ["US-CN"],
    };

    private static void WithClock(IServiceCollection services) => services.AddSingleton<TimeProvider>(new FakeTimeProvider(Now));

    private static async Task<WebHost> HostAsync()
    {
        WebHost host = await WebHost.StartAsync(WithClock);
        await host.Get<IUpcomingStore>().UpdateAsync(new UpcomingChange(Rows(), []), Cancel);
        return host;
    }

    private static async Task<JsonElement[]> RowsAsync(WebHost host, string address) =>
    [
        .. JsonDocument.Parse(await host.Client.GetStringAsync(address, Cancel)).RootElement.GetProperty("value").EnumerateArray(),
    ];
}
