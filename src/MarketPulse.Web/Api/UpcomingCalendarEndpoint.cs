using System.Globalization;
using System.Text;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;
using Ical.Net.Serialization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Upcoming;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/upcoming.ics</c>: the dates ahead as an iCalendar feed of whole days. Overtaken dates stay in it as cancelled, so that calendars
/// that have them show it; dates leave it <see cref="DaysKept"/> days after they have passed.
/// </summary>
internal static class UpcomingCalendarEndpoint
{
    /// <summary>Days for which a date stays in the feed after it has passed.</summary>
    public const int DaysKept = 31;

    /// <summary>Most dates in the feed: the next ones.</summary>
    public const int MaxDates = 1000;

    private const string RefreshInterval = "PT1H";

    public static async Task GetAsync(HttpContext context, IRowReader reader, TimeProvider clock)
    {
        var query = new QueryReader(context.Request.Query);
        ScheduleKind? what = query.Code<ScheduleKind>("what");
        int count = query.Count("limit", MaxDates) ?? MaxDates;
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        RowQuery dates = UpcomingPlan.Between(today.AddDays(-DaysKept), DateOnly.MaxValue);
        List<UpcomingDate> rows = await reader.ReadAsync<UpcomingDate>(dates, context.RequestAborted)
            .Select(stored => stored.Row)
            .Where(row => what is null || row.What == what)
            .Take(count)
            .ToListAsync(context.RequestAborted);
        byte[] feed = Write(rows, RequestAddress.Root(context.Request));
        context.Response.ContentType = "text/calendar; charset=utf-8";
        context.Response.Headers.CacheControl = "private, no-cache";
        if (!RowAnswer.IsFresh(context, feed))
        {
            await context.Response.BodyWriter.WriteAsync(feed, context.RequestAborted);
        }
    }

    private static byte[] Write(List<UpcomingDate> rows, string root)
    {
        var calendar = new Ical.Net.Calendar { ProductId = $"-//MarketPulse//MarketPulse {EngineVersion.Current}//EN", Method = "PUBLISH" };
        calendar.AddProperty("X-WR-CALNAME", "MarketPulse: dates ahead");
        calendar.AddProperty("X-PUBLISHED-TTL", RefreshInterval);
        calendar.Events.AddRange(rows.Select(row => Entry(row, root)));
        return Encoding.UTF8.GetBytes(new CalendarSerializer().SerializeToString(calendar) ?? "");
    }

    private static CalendarEvent Entry(UpcomingDate row, string root)
    {
        string what = Codes<ScheduleKind>.Of(row.What);
        return new CalendarEvent
        {
            Uid = string.Create(CultureInfo.InvariantCulture, $"{row.EventId}-{what}-{row.Date:yyyyMMdd}@marketpulse"),
            DtStamp = new CalDateTime(row.ModifiedUtc.UtcDateTime, "UTC"),
            Start = new CalDateTime(row.Date),
            End = new CalDateTime(row.Date.AddDays(1)),
            Summary = $"{Titles[row.What]}: {XmlText.Storable(row.Headline)}",
            Description = Describe(row),
            Url = new Uri($"{root}#/event/{Uri.EscapeDataString(row.EventId)}"),
            Categories = [what, .. row.Pairs],
            Status = row.Overtaken ? Ical.Net.EventStatus.Cancelled : Ical.Net.EventStatus.Confirmed,
            Sequence = row.Overtaken ? 1 : 0,
            Transparency = TransparencyType.Transparent,
        };
    }

    private static readonly Dictionary<ScheduleKind, string> Titles = new()
    {
        [ScheduleKind.Effective] = "Takes effect",
        [ScheduleKind.Deadline] = "Deadline",
        [ScheduleKind.Expiry] = "Expires",
    };

    private static string Describe(UpcomingDate row)
    {
        string basis = row.Basis == ScheduledDate.Stated
            ? "A report names the date."
            : "Computed from the day of a report and a duration or weekday.";
        string overtaken = row.OvertakenBy is { } by ? $" Overtaken by event {by}."
            : row.Overtaken ? " The event was voided by a correction."
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"Announced on {row.EventTimeUtc.UtcDateTime:yyyy-MM-dd}. {basis}{overtaken}");
    }
}
