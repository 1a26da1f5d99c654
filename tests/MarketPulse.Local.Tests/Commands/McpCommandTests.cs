using System.Text.Json;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>The command in a process of its own, started by the client of the protocol's SDK as an assistant starts it.</summary>
public sealed class McpCommandTests(DemoStorage demo) : IClassFixture<DemoStorage>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_assistant_finds_an_event_and_its_scores_over_standard_input_and_output()
    {
        await using McpClient client = await StartAsync();

        JsonElement events = await AskAsync(client, "find_events", new() { ["limit"] = 1 });
        string id = events.GetProperty("value")[0].GetProperty("eventid").GetString()!;
        JsonElement explained = await AskAsync(client, "explain_event", new() { ["event"] = id });
        JsonElement alike = await AskAsync(client, "analogues", new() { ["event"] = id });

        explained.GetProperty("event").GetProperty("eventid").GetString().ShouldBe(id);
        explained.GetProperty("scores").EnumerateArray()
            .ShouldAllBe(score => !string.IsNullOrEmpty(score.GetProperty("reading").GetString()));
        alike.GetProperty("eventid").GetString().ShouldBe(id);
        JsonElement record = await AskAsync(client, "track_record", new() { ["group"] = "kind" });
        record.GetProperty("head").ValueKind.ShouldBe(JsonValueKind.Null, "events that were ingested later get no forecast");
        record.GetProperty("records").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_score_is_explained_number_by_number_with_the_feeds_phrases_marked()
    {
        await using McpClient client = await StartAsync();
        JsonElement score = (await AskAsync(client, "scores", new() { ["status"] = "final", ["limit"] = 1 })).GetProperty("value")[0];

        JsonElement explained = await AskAsync(client, "explain_event", new()
        {
            ["event"] = score.GetProperty("eventid").GetString(),
            ["symbol"] = score.GetProperty("symbol").GetString(),
            ["window"] = score.GetProperty("windowkey").GetString(),
        });

        JsonElement steps = explained.GetProperty("steps");
        steps[0].GetProperty("text").GetProperty("untrusted_quote").GetString().ShouldNotBeNullOrEmpty();
        steps[1].GetProperty("text").ValueKind.ShouldBe(JsonValueKind.String);
    }

    private static async Task<JsonElement> AskAsync(McpClient client, string tool, Dictionary<string, object?> arguments)
    {
        CallToolResult result = await client.CallToolAsync(tool, arguments, cancellationToken: Cancel);
        result.IsError.ShouldNotBe(true, result.Content.OfType<TextContentBlock>().FirstOrDefault()?.Text);
        return result.StructuredContent!.Value.GetProperty("answer");
    }

    private Task<McpClient> StartAsync() => McpClient.CreateAsync(
        new StdioClientTransport(new StdioClientTransportOptions
        {
            Command = "dotnet",
            Arguments = [Path.Combine(AppContext.BaseDirectory, "marketpulse.dll"), "mcp", "--storage", demo.ConnectionString],
        }),
        new McpClientOptions { InitializationTimeout = TimeSpan.FromMinutes(3) },
        cancellationToken: Cancel);
}
