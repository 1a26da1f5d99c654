using System.Globalization;
using System.Xml;
using MarketPulse.Feeds.Http;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.News;

/// <summary>Reads the items of an RSS 0.9x to 2.0, RSS 1.0 or Atom document.</summary>
internal sealed class SyndicationReader
{
    private static readonly string[] Namespaces =
    [
        "", "http://www.w3.org/2005/Atom", "http://purl.org/rss/1.0/", "http://my.netscape.com/rdf/simple/0.9/",
    ];

    private readonly List<FeedItem> _items = [];

    /// <summary>The items, in the order of the document.</summary>
    public IReadOnlyList<FeedItem> Items => _items;

    /// <summary>How long the feed says it stays valid; null when it does not say.</summary>
    public TimeSpan? TimeToLive { get; private set; }

    /// <summary>Why the document could not be read to its end, if so. The items before the fault are valid.</summary>
    public FeedFaultException? Fault { get; private set; }

    /// <summary>Reads a document.</summary>
    /// <exception cref="FeedFaultException">The document is neither RSS nor Atom.</exception>
    public static SyndicationReader Read(string text)
    {
        var reader = new SyndicationReader();
        try
        {
            using XmlReader xml = SafeXml.Open(text);
            xml.MoveToContent();
            if (xml.NodeType != XmlNodeType.Element || xml.LocalName is not ("rss" or "RDF" or "feed"))
            {
                throw new FeedFaultException(PollOutcome.Malformed, $"The document is <{xml.LocalName}>, neither RSS nor Atom.");
            }

            reader.ReadDocument(xml);
        }
        catch (XmlException e)
        {
            reader.Fault = SafeXml.Fault(e);
        }

        return reader;
    }

    private void ReadDocument(XmlReader xml)
    {
        bool more = xml.Read();
        while (more)
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "item" or "entry" })
            {
                using XmlReader item = xml.ReadSubtree();
                FeedItem read = ReadItem(item);
                _items.Add(read);
                more = xml.Read();
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "ttl", NamespaceURI: "" })
            {
                string ttl = xml.ReadElementContentAsString();
                TimeToLive = int.TryParse(ttl, NumberStyles.None, CultureInfo.InvariantCulture, out int minutes)
                    ? TimeSpan.FromMinutes(minutes)
                    : TimeToLive;
            }
            else
            {
                more = xml.Read();
            }
        }
    }

    private static FeedItem ReadItem(XmlReader xml)
    {
        xml.Read();
        string? id = null, link = null, title = null, summary = null, content = null, published = null, updated = null, source = null;
        bool more = xml.Read();
        while (more)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.Depth != 1)
            {
                more = xml.Read();
                continue;
            }

            switch (xml.LocalName)
            {
                case "guid" or "id" when !IsForeign(xml):
                    id = xml.ReadInner();
                    break;
                case "link" when !IsForeign(xml) && xml.GetAttribute("href") is { } href:
                    link = xml.GetAttribute("rel") is null or "alternate" ? href : link;
                    xml.Skip();
                    break;
                case "link" when !IsForeign(xml):
                    link = xml.ReadInner();
                    break;
                case "title" when !IsForeign(xml):
                    title = xml.ReadInner();
                    break;
                case "description" or "summary" when !IsForeign(xml):
                    summary = xml.ReadInner();
                    break;
                case "encoded" or "content" when !IsMedia(xml):
                    content = xml.ReadInner();
                    break;
                case "pubDate" or "published" or "date" or "issued":
                    // A second date must be read too, or the loop would never move past it.
                    string stated = xml.ReadInner();
                    published ??= stated;
                    break;
                case "updated" or "modified":
                    string changed = xml.ReadInner();
                    updated ??= changed;
                    break;
                case "source" when !IsForeign(xml):
                    source = xml.ReadInner();
                    break;
                default:
                    xml.Skip();
                    break;
            }

            more = !xml.EOF;
        }

        return new FeedItem
        {
            Id = id?.Trim(),
            Link = link,
            Title = title,
            Body = content is { Length: > 0 } && content.Length > (summary?.Length ?? 0) ? content : summary,
            Published = string.IsNullOrWhiteSpace(published) ? updated : published,
            Publisher = source,
        };
    }

    private static bool IsForeign(XmlReader xml) => !Namespaces.Contains(xml.NamespaceURI);

    private static bool IsMedia(XmlReader xml) => xml.NamespaceURI.Contains("search.yahoo.com/mrss", StringComparison.Ordinal);
}
