using System.Text.Json.Nodes;
using ModelContextProtocol.Server;

namespace MarketPulse.Web.Mcp;

/// <summary>The documents that an assistant can read: the contract of the data and the methods behind the figures.</summary>
internal static class McpDocuments
{
    /// <summary>The contract of the data.</summary>
    public static McpServerResource Contract() => McpServerResource.Create(
        Documents.Contract.Json,
        new McpServerResourceCreateOptions
        {
            UriTemplate = "marketpulse://contract",
            Name = "contract",
            Title = "Data contract",
            Description = "Every published column with its type, unit and meaning.",
            MimeType = "application/json",
        });

    /// <summary>The methods behind the figures.</summary>
    public static McpServerResource Methods() => McpServerResource.Create(
        ReadMethods,
        new McpServerResourceCreateOptions
        {
            UriTemplate = "marketpulse://methods",
            Name = "methods",
            Title = "Methods",
            Description = "The formulas of the event study, the scores and the tests, with their sources and error rates.",
            MimeType = "text/markdown",
        });

    private static string ReadMethods()
    {
        using Stream stream = typeof(McpDocuments).Assembly.GetManifestResourceStream("methods.md")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
