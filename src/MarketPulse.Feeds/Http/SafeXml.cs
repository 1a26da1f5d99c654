using System.Text;
using System.Xml;
using MarketPulse.Pipeline.Polling;

namespace MarketPulse.Feeds.Http;

/// <summary>
/// Reads untrusted XML. Document types are refused, so that there are no entities to expand or fetch, and nothing is resolved.
/// </summary>
internal static class SafeXml
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = false,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersFromEntities = 1024,
        MaxCharactersInDocument = 64 * 1024 * 1024,
    };

    /// <summary>Opens a document. The encoding that it declares is ignored, because it has been decoded already.</summary>
    public static XmlReader Open(string text) => XmlReader.Create(new StringReader(Clean(text)), Settings);

    /// <summary>The fault of a feed whose document cannot be read.</summary>
    public static FeedFaultException Fault(XmlException exception) => new(
        PollOutcome.Malformed,
        exception.Message.Contains("DTD", StringComparison.Ordinal)
            ? "The document declares a document type, which is refused because it could name files and addresses to read."
            : FormattableString.Invariant($"The XML is invalid at line {exception.LineNumber}, position {exception.LinePosition}."),
        inner: exception);

    /// <summary>
    /// Reads the text of the current element and moves past it. Markup in it, such as Atom's XHTML, is kept as text to be read as HTML.
    /// </summary>
    public static string ReadInner(this XmlReader xml)
    {
        if (xml.IsEmptyElement)
        {
            xml.Skip();
            return "";
        }

        int depth = xml.Depth;
        string first = "";
        StringBuilder? more = null;
        xml.Read();
        while (!xml.EOF && !(xml.NodeType == XmlNodeType.EndElement && xml.Depth == depth))
        {
            string part;
            if (xml.NodeType == XmlNodeType.Element)
            {
                part = xml.ReadOuterXml();
            }
            else
            {
                part = xml.Value;
                xml.Read();
            }

            if (first.Length == 0)
            {
                first = part;
            }
            else
            {
                (more ??= new StringBuilder(first)).Append(part);
            }
        }

        xml.Read();
        return more?.ToString() ?? first;
    }

    // Control characters are not valid in XML, but occur in feeds.
    private static string Clean(string text)
    {
        text = text.TrimStart('\uFEFF', ' ', '\r', '\n', '\t');
        return text.Any(IsIllegal) ? string.Concat(text.Where(c => !IsIllegal(c))) : text;
    }

    private static bool IsIllegal(char c) => c < ' ' && c is not ('\t' or '\n' or '\r');
}
