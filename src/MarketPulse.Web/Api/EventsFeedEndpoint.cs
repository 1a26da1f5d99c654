using System.Globalization;
using System.ServiceModel.Syndication;
using System.Text;
using System.Xml;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary>
/// <c>/api/events.atom</c>: the latest live events as an Atom feed. An entry keeps its id when its event is updated; an event that an
/// earlier report re-keyed is a new entry.
/// </summary>
internal static class EventsFeedEndpoint
{
    /// <summary>Most events in the feed.</summary>
    public const int MaxEvents = 100;

    /// <summary>Events in the feed if no number is given.</summary>
    public const int DefaultEvents = 30;

    // The date is part of a tag URI (RFC 4151) and never changes.
    private const string Tag = "tag:marketpulse,2025:";

    private static readonly RowColumn[] Columns =
        [.. LatestEvents.Listed, .. RowSchema.Of<TradeEvent>().Columns.Where(column => column.Name is "topics" or "modifiedutc")];

    public static async Task GetAsync(HttpContext context, IRowReader reader, TimeProvider clock)
    {
        var query = new QueryReader(context.Request.Query);
        Stance? stance = query.Code<Stance>("stance");
        int count = query.Count("limit", MaxEvents) ?? DefaultEvents;
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        List<TradeEvent> events = await LatestEvents
            .ReadAsync(reader, Columns, (DateTimeOffset.MinValue, DateTimeOffset.MaxValue), clock.GetUtcNow(), context.RequestAborted)
            .Take(EventSearchEndpoint.MostSearched)
            .Where(found => stance is null || found.Stance == stance)
            .Take(count)
            .ToListAsync(context.RequestAborted);
        DateTimeOffset modified = events.Count == 0 ? DateTimeOffset.UnixEpoch : events.Max(found => found.ModifiedUtc);
        byte[] feed = Write(context.Request, events, modified, stance);
        context.Response.ContentType = "application/atom+xml; charset=utf-8";
        context.Response.Headers.CacheControl = "private, no-cache";

        // Only by ETag: the newest time of change does not tell that an event was voided or superseded.
        if (!RowAnswer.IsFresh(context, feed))
        {
            await context.Response.BodyWriter.WriteAsync(feed, context.RequestAborted);
        }
    }

    private static byte[] Write(HttpRequest request, IReadOnlyList<TradeEvent> events, DateTimeOffset modified, Stance? stance)
    {
        string root = RequestAddress.Root(request);
        var feed = new SyndicationFeed(events.Select(found => Entry(found, root)))
        {
            Id = $"{Tag}events{(stance is { } one ? $"/{Codes<Stance>.Of(one)}" : "")}",
            Title = new TextSyndicationContent("MarketPulse: trade events"),
            LastUpdatedTime = modified,
            Generator = $"MarketPulse {EngineVersion.Current}",
        };
        feed.Authors.Add(new SyndicationPerson { Name = "MarketPulse" });
        feed.Links.Add(SyndicationLink.CreateSelfLink(new Uri($"{root}api/events.atom"), "application/atom+xml"));
        feed.Links.Add(SyndicationLink.CreateAlternateLink(new Uri(root), "text/html"));
        using var content = new MemoryStream();
        using (var xml = XmlWriter.Create(
            content, new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            feed.SaveAsAtom10(xml);
        }

        return content.ToArray();
    }

    private static SyndicationItem Entry(TradeEvent found, string root)
    {
        var entry = new SyndicationItem
        {
            Id = $"{Tag}event/{found.EventId}",
            Title = new TextSyndicationContent(XmlText.Storable(found.Headline)),
            Summary = new TextSyndicationContent(string.Create(
                CultureInfo.InvariantCulture,
                $"{Codes<Stance>.Of(found.Stance)}, intensity {found.Intensity:0.#} of 100; {Words(found.Measures)}; "
                    + $"{Words(found.Pairs)}; {found.Sources} reports.")),
            PublishDate = found.EventTimeUtc,
            LastUpdatedTime = found.ModifiedUtc,
        };
        entry.Links.Add(SyndicationLink.CreateAlternateLink(new Uri($"{root}#/event/{Uri.EscapeDataString(found.EventId)}"), "text/html"));
        foreach (string term in new[] { Codes<Stance>.Of(found.Stance) }.Concat(found.Measures).Concat(found.Topics).Concat(found.Pairs))
        {
            entry.Categories.Add(new SyndicationCategory(term));
        }

        return entry;
    }

    private static string Words(IReadOnlyList<string> codes) => codes.Count == 0 ? "none named" : string.Join(", ", codes);
}
