using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace MarketPulse.Feeds.Http;

/// <summary>HTML, as feeds carry it in titles and summaries, to plain text. Nothing of it is ever run, loaded or shown as HTML.</summary>
internal static class HtmlText
{
    /// <summary>Longest text that is read, characters; what follows is left out.</summary>
    public const int MaxLength = 200_000;

    // Making one costs more than reading an item with it, and one is for one thread at a time.
    private static readonly ThreadLocal<HtmlParser> Parser = new(() => new HtmlParser());

    private const int MostTags = 4_000;

    private static readonly string[] Blocks = ["P", "DIV", "BR", "LI", "TR", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "TD", "TH"];
    private static readonly string[] Unread = ["SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "HEAD"];

    /// <summary>The text of a fragment on one line; entities that were escaped twice are decoded too.</summary>
    public static string Of(string? html)
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
        return OneLine(text.Contains("&amp;", StringComparison.Ordinal) || text.Contains("&#", StringComparison.Ordinal) ? Parse(text) : text);
    }

    // The parser looks through all open elements at every tag, so that ten thousands of them, one in the other, would take it minutes.
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
        else if (depth < Deepest && node is IElement { NodeName: var name } && !Unread.Contains(name, StringComparer.OrdinalIgnoreCase))
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
