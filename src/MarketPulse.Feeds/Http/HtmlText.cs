using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MarketPulse.Feeds.Http;

/// <summary>
/// Converts HTML, as feeds contain it in titles and summaries, to plain text. Nothing in it is executed, loaded or shown as HTML.
/// </summary>
internal static class HtmlText
{
    /// <summary>Longest HTML that is read, in characters; the rest is ignored.</summary>
    public const int MaxLength = 200_000;

    // A parser costs more to create than an item takes to parse, and must not be used by several threads.
    private static readonly ThreadLocal<HtmlParser> Parser = new(() => new HtmlParser());

    private const int MostTags = 4_000;

    private static readonly string[] Blocks = ["P", "DIV", "BR", "LI", "TR", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "TD", "TH"];
    private static readonly string[] Ignored = ["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "HEAD"];

    /// <summary>The text of an HTML fragment on one line. Entities that were escaped twice are decoded too.</summary>
    public static string Extract(string? html)
    {
        if (string.IsNullOrWhiteSpace(html))
        {
            return "";
        }

        if (html.Length > MaxLength)
        {
            html = html[..MaxLength];
        }

        string text = html.AsSpan().ContainsAny('<', '&') ? Parse(html) : html;
        bool escapedTwice = text.Contains("&amp;", StringComparison.Ordinal) || text.Contains("&#", StringComparison.Ordinal);
        return OneLine(escapedTwice ? Parse(text) : text);
    }

    // The parser searches all open elements at every tag, so ten thousand nested ones would take minutes.
    private static string WithFewTags(string html)
    {
        int end = -1;
        for (int tags = 0; tags <= MostTags; tags++)
        {
            end = html.IndexOf('<', end + 1);
            if (end < 0)
            {
                return html;
            }
        }

        return html[..end];
    }

    private static string Parse(string html)
    {
        if (!html.Contains('<', StringComparison.Ordinal))
        {
            return WebUtility.HtmlDecode(html);
        }

        using IHtmlDocument document = Parser.Value!.ParseDocument(WithFewTags(html));
        var text = new StringBuilder(html.Length);
        if (document.Body is { } body)
        {
            AppendChildren(body, text, depth: 0);
        }

        return text.ToString();
    }

    private static void Append(INode node, StringBuilder text, int depth)
    {
        const int Deepest = 200;
        if (node is IText words)
        {
            text.Append(words.Data);
        }
        else if (depth < Deepest && node is IElement { NodeName: var name } && !Ignored.Contains(name, StringComparer.OrdinalIgnoreCase))
        {
            AppendChildren(node, text, depth);
            if (Blocks.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                text.Append(' ');
            }
        }
    }

    private static void AppendChildren(INode node, StringBuilder text, int depth)
    {
        foreach (INode child in node.ChildNodes)
        {
            Append(child, text, depth + 1);
        }
    }

    private static string OneLine(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            if (char.IsWhiteSpace(c))
            {
                if (line.Length > 0 && line[^1] != ' ')
                {
                    line.Append(' ');
                }
            }
            else if (!char.IsControl(c))
            {
                line.Append(c);
            }
        }

        return line.ToString().TrimEnd();
    }
}
