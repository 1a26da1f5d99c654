using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using MarketPulse.Local.Azurite;

namespace MarketPulse.Local.Tests.Azurite;

/// <summary>What Azurite keeps in its folder, and when it writes it.</summary>
public sealed class AzuriteFilesTests : IDisposable
{
    private const string TableFile = "__azurite_db_table__.json";

    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(100, "5 10 15 20 25 ")]
    [InlineData(4000, "5 50 95 140 185 ")]
    public async Task A_save_is_followed_by_ten_times_its_own_length_of_rest(int milliseconds, string saves)
    {
        // A database whose saves take as long as is said, asked every five seconds by a clock of its own for ten minutes.
        string printed = await NodeAsync(
            """
            let time = 0, tick;
            globalThis.setInterval = (handler) => { tick = handler; };
            const saves = [];
            class Loki {
              autosaveDirty() { return true; }
              saveDatabase(done) { saves.push(time / 1000); time += Number(process.argv[2]); done(); }
            }
            require(process.argv[1] + '/autosave.cjs')(Loki, () => time);
            new Loki().autosaveEnable();
            for (let due = 5000; due <= 600000; due += 5000) {
              time = Math.max(time, due);
              tick();
            }
            console.log(saves.join(' '));
            """,
            $"{milliseconds}");

        printed.ShouldStartWith(saves);
    }

    [Fact]
    public async Task A_save_that_fails_keeps_the_file_and_is_made_again()
    {
        string file = Path.Combine(_folder, "db.json");

        string printed = await NodeAsync(
            """
            class Loki {
              constructor(file, documents) {
                this.filename = file; this.persistenceMethod = 'fs'; this.collections = [{ name: 'c', data: documents }]; this.dirty = true;
              }
              serializeReplacer(key, value) { return value; }
              autosaveClearFlags() { this.dirty = false; }
            }
            Loki.LokiFsAdapter = class {};
            require(process.argv[1] + '/snapshot.cjs')(Loki);
            const save = (documents) => {
              const database = new Loki(process.argv[2], documents);
              database.saveDatabaseInternal((error) => console.log(error?.message ?? 'saved', database.dirty));
            };
            save([{ n: 1 }, { n: 2 }]);
            save([{ n: 3 }, { toJSON() { throw new Error('no space left'); } }]);
            new Loki.LokiFsAdapter().loadDatabase(process.argv[2], (read) => console.log(JSON.stringify(read.collections[0].data)));
            """,
            file);

        printed.Split('\n').ShouldBe(["saved false", "no space left true", """[{"n":1},{"n":2}]""", ""]);
    }

    [Fact]
    public async Task A_store_is_one_JSON_text_with_a_row_to_a_line()
    {
        const string Text = "first\nsecond \"data\":[] é";
        await using (AzuriteServer server = await StartAsync())
        {
            TableClient table = await CreateAsync(server);
            await table.AddEntityAsync(new TableEntity("p", "1") { ["text"] = Text }, Cancel);
            await table.AddEntityAsync(new TableEntity("p", "2") { ["text"] = "other" }, Cancel);
        }

        string[] lines = await File.ReadAllLinesAsync(Path.Combine(_folder, TableFile), Cancel);
        JsonNode.Parse(string.Join('\n', lines)).ShouldNotBeNull()["collections"]!.AsArray().Count.ShouldBeGreaterThan(1);
        lines.Count(line => line.Contains("\"RowKey\":\"", StringComparison.Ordinal)).ShouldBe(2);

        await using AzuriteServer again = await StartAsync();
        (await TextAsync(again, "1")).ShouldBe(Text);
        (await TextAsync(again, "2")).ShouldBe("other");
    }

    [Fact]
    public async Task A_store_that_Azurite_wrote_by_itself_can_be_read()
    {
        await using (AzuriteServer server = await StartAsync())
        {
            await (await CreateAsync(server)).AddEntityAsync(new TableEntity("p", "1") { ["text"] = "kept" }, Cancel);
        }

        string file = Path.Combine(_folder, TableFile);
        JsonNode stored = JsonNode.Parse(await File.ReadAllTextAsync(file, Cancel))!;
        await File.WriteAllTextAsync(file, stored.ToJsonString(new JsonSerializerOptions { WriteIndented = false }), Cancel);

        await using AzuriteServer again = await StartAsync();
        (await TextAsync(again, "1")).ShouldBe("kept");
    }

    [Fact]
    public async Task Data_that_cannot_be_saved_at_the_end_is_an_error_that_says_so()
    {
        AzuriteServer server = await StartAsync();
        DirectoryInfo obstacle = Directory.CreateDirectory(Path.Combine(_folder, TableFile + "~"));
        await CreateAsync(server);

        AzuriteException error = await Should.ThrowAsync<AzuriteException>(async () => await server.DisposeAsync());

        error.Message.ShouldStartWith($"Azurite could not save {Path.Combine(_folder, TableFile)}: EISDIR");
        error.Message.ShouldEndWith("free some space on the disk, then run the command again.");
        obstacle.Delete();
        await using AzuriteServer again = await StartAsync();
    }

    private Task<AzuriteServer> StartAsync() => AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = _folder }, Cancel);

    private static async Task<TableClient> CreateAsync(AzuriteServer server)
    {
        var table = new TableClient(server.ConnectionString, "things");
        await table.CreateAsync(Cancel);
        return table;
    }

    private static async Task<string> TextAsync(AzuriteServer server, string row)
    {
        TableEntity found = await new TableClient(server.ConnectionString, "things").GetEntityAsync<TableEntity>(
            "p", row, cancellationToken: Cancel);
        return found.GetString("text");
    }

    private static async Task<string> NodeAsync(string script, string argument)
    {
        string folder = Repository.Path("src", "MarketPulse.Local", "Azurite", "node");
        var start = new ProcessStartInfo("node", ["-e", script, folder, argument])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process node = Process.Start(start)!;
        Task<string> error = node.StandardError.ReadToEndAsync(Cancel);
        string printed = await node.StandardOutput.ReadToEndAsync(Cancel);
        await node.WaitForExitAsync(Cancel);
        node.ExitCode.ShouldBe(0, await error);
        return printed;
    }
}
