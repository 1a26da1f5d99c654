using System.Text;
using System.Text.Json;
using Azure.Storage.Queues;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>Dead letters can be listed, replayed and dropped from the command line.</summary>
public sealed class DeadLettersCommandTests : IAsyncLifetime
{
    private const string Trace = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01";
    private const string Bad = $$"""{"v":1,"kind":"article","id":"nobody","traceparent":"{{Trace}}"}""";

    private Workspace? _workspace;

    private Workspace Workspace => _workspace!;

    private QueueClient Queue =>
        new(Workspace.ConnectionString, "articles", new QueueClientOptions(QueueClientOptions.ServiceVersion.V2025_11_05));

    public async ValueTask InitializeAsync() => _workspace = await Workspace.OpenAsync();

    public ValueTask DisposeAsync() => _workspace!.DisposeAsync();

    [Fact]
    public async Task A_bad_message_is_listed_with_its_reason_and_shown_whole()
    {
        await DeadLetterOneAsync();

        JsonElement letter = (await Workspace.RunJsonAsync("dead-letters", "list")).EnumerateArray().Single();
        letter.GetProperty("reason").GetString().ShouldBe("unknown_article");
        letter.GetProperty("body").GetString().ShouldBe(Bad);
        letter.GetProperty("trace_parent").GetString().ShouldBe(Trace);

        Run shown = await Workspace.RunAsync("dead-letters", "show", letter.GetProperty("id").GetString()!);
        shown.Output.ShouldContain("unknown_article");
        shown.Output.ShouldContain(Trace);
        (await Workspace.RunJsonAsync("dead-letters", "list", "--queue", "scores")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_replayed_message_becomes_a_dead_letter_again_while_its_cause_remains()
    {
        await DeadLetterOneAsync();

        (await Workspace.RunAsync("dead-letters", "replay", await FirstIdAsync())).Output.ShouldContain("Sent again: 1.");

        (await Workspace.RunJsonAsync("dead-letters", "list")).GetArrayLength().ShouldBe(0);
        (await Queue.GetPropertiesAsync(TestContext.Current.CancellationToken)).Value.ApproximateMessagesCount.ShouldBe(1);
        await IngestAsync();
        (await FirstIdAsync()).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task An_ingest_reports_what_became_a_dead_letter_while_it_looked_for_events()
    {
        Run ingest = await DeadLetterOneAsync();

        ingest.ExitCode.ShouldBe(1);
        ingest.Error.ShouldContain("error: articles: ");
        ingest.Error.ShouldContain("nobody");
    }

    [Fact]
    public async Task A_dropped_message_is_gone()
    {
        await DeadLetterOneAsync();

        (await Workspace.RunAsync("dead-letters", "drop", "--all", "--queue", "articles")).Output.ShouldContain("Dropped: 1.");

        (await Workspace.RunJsonAsync("dead-letters", "list")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task An_unknown_id_or_none_at_all_touches_nothing()
    {
        await DeadLetterOneAsync();

        Run unknown = await Workspace.RunAsync("dead-letters", "drop", "nothing");
        (unknown.ExitCode, unknown.Error)
            .ShouldBe((1, "error: There is no dead letter 'nothing'; marketpulse dead-letters list shows all of them.\n"));
        (await Workspace.RunAsync("dead-letters", "show", "nothing")).ExitCode.ShouldBe(1);
        (await Workspace.RunAsync("dead-letters", "drop")).ExitCode.ShouldBe(2);
        (await FirstIdAsync()).ShouldNotBeEmpty();
    }

    private async Task<string> FirstIdAsync() =>
        (await Workspace.RunJsonAsync("dead-letters", "list")).EnumerateArray().Single().GetProperty("id").GetString()!;

    private async Task<Run> DeadLetterOneAsync()
    {
        await Queue.CreateIfNotExistsAsync(cancellationToken: TestContext.Current.CancellationToken);
        await Queue.SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(Bad)), TestContext.Current.CancellationToken);
        return await IngestAsync();
    }

    private Task<Run> IngestAsync() => Workspace.RunAsync("ingest", "--prices", Workspace.WritePrices("SPY"));
}
