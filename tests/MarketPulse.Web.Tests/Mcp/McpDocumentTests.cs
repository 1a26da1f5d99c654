using System.Text.Json;
using System.Text.RegularExpressions;
using MarketPulse.Web.Mcp;
using MarketPulse.Web.Tests.Browser;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MarketPulse.Web.Tests.Mcp;

/// <summary>docs/mcp.md says what the tools answer: MARKETPULSE_UPDATE_DOCS=1 updates it, otherwise it is compared.</summary>
public sealed partial class McpDocumentTests(HistoryOnAzurite history)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static string Text { get; } = File.ReadAllText(Repository.Path("docs", "mcp.md"));

    [Fact]
    public async Task Each_question_of_the_document_gets_the_sentences_that_are_printed_there()
    {
        WebHost host = await history.HostAsync();
        await using McpClient client = await McpClient.CreateAsync(
            new HttpClientTransport(new HttpClientTransportOptions { Endpoint = new Uri(host.Client.BaseAddress!, "/api/mcp") }),
            cancellationToken: Cancel);
        Match[] questions = [.. Question().Matches(Text).Cast<Match>()];

        questions.Length.ShouldBe(5);
        string updated = Text;
        foreach (Match question in questions)
        {
            JsonElement call = JsonDocument.Parse(question.Groups["call"].Value).RootElement;
            CallToolResult result = await client.CallToolAsync(
                call.GetProperty("tool").GetString()!,
                call.GetProperty("arguments").Deserialize<Dictionary<string, object?>>()!,
                cancellationToken: Cancel);

            string[] printed = question.Groups["answer"].Value.Trim().Split('\n');
            string[] answered = [.. ReadingsIn(result.StructuredContent!.Value).Take(printed.Length)];
            if (Environment.GetEnvironmentVariable("MARKETPULSE_UPDATE_DOCS") == "1")
            {
                updated = updated.Replace(
                    question.Groups["answer"].Value, string.Join('\n', answered) + "\n", StringComparison.Ordinal);
            }
            else
            {
                answered.ShouldBe(printed, question.Groups["question"].Value);
            }
        }

        if (updated != Text)
        {
            await File.WriteAllTextAsync(Repository.Path("docs", "mcp.md"), updated, Cancel);
        }
    }

    [Fact]
    public void The_document_lists_every_tool()
    {
        foreach (ReadToolDefinition tool in ReadTools.All)
        {
            Text.ShouldContain($"| `{tool.Name}` |");
        }
    }

    private static IEnumerable<string> ReadingsIn(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(
            property => property.NameEquals(Readings.Key) ? [property.Value.GetString()!] : ReadingsIn(property.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(ReadingsIn),
        _ => [],
    };

    [GeneratedRegex(
        @"### (?<question>.+\?)\n\n```json\n(?<call>.+)\n```\n\n```text\n(?<answer>(.+\n)+)```", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Question();
}
