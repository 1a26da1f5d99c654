using System.Diagnostics;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using MarketPulse.Local.Azurite;

namespace MarketPulse.Local.Tests.Azurite;

public sealed class AzuriteServerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Serves_blobs_queues_and_tables_and_stops_when_disposed()
    {
        int processId;
        await using (AzuriteServer server = await AzuriteServer.StartAsync(new AzuriteOptions()))
        {
            processId = server.ProcessId;
            await new BlobContainerClient(server.ConnectionString, "things").CreateAsync();
            await new QueueClient(server.ConnectionString, "things").CreateAsync();
            await new TableClient(server.ConnectionString, "things").CreateAsync();
        }

        IsRunning(processId).ShouldBeFalse();
    }

    [Fact]
    public async Task Keeps_its_data_in_the_folder_it_is_given()
    {
        var options = new AzuriteOptions { DataFolder = Path.Combine(_folder, "data") };
        await using (AzuriteServer server = await AzuriteServer.StartAsync(options))
        {
            var table = new TableClient(server.ConnectionString, "things");
            await table.CreateAsync();
            await table.AddEntityAsync(new TableEntity("p", "r"));
        }

        await using AzuriteServer again = await AzuriteServer.StartAsync(options);
        TableEntity kept = await new TableClient(again.ConnectionString, "things").GetEntityAsync<TableEntity>("p", "r");
        kept.RowKey.ShouldBe("r");
    }

    [Fact]
    public async Task Stopping_while_it_saves_by_itself_loses_nothing()
    {
        var options = new AzuriteOptions { DataFolder = Path.Combine(_folder, "data") };
        const int Rows = 40;
        await using (AzuriteServer server = await AzuriteServer.StartAsync(options))
        {
            var table = new TableClient(server.ConnectionString, "things");
            await table.CreateAsync();
            string text = new('x', 30_000);
            for (int i = 0; i < Rows; i++)
            {
                Dictionary<string, object> columns = Enumerable.Range(0, 15).ToDictionary(n => $"c{n}", _ => (object)text);
                await table.AddEntityAsync(new TableEntity(columns) { PartitionKey = "p", RowKey = $"{i}" });
            }

            // Azurite saves every five seconds, into a file of this name first.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            using var saving = new FileSignal(Path.Combine(options.DataFolder, "__azurite_db_table__.json~"));
            await saving.NextAsync(patience.Token);
        }

        await using AzuriteServer again = await AzuriteServer.StartAsync(options);
        (await new TableClient(again.ConnectionString, "things").QueryAsync<TableEntity>(select: ["RowKey"]).CountAsync()).ShouldBe(Rows);
    }

    [Fact]
    public async Task Second_server_on_the_same_folder_is_refused_with_what_to_do()
    {
        var options = new AzuriteOptions { DataFolder = Path.Combine(_folder, "data") };
        await using AzuriteServer server = await AzuriteServer.StartAsync(options);

        AzuriteException refused = await Should.ThrowAsync<AzuriteException>(() => AzuriteServer.StartAsync(options));

        refused.Message.ShouldContain("--data");
    }

    [Fact]
    public async Task Missing_node_is_named_with_where_to_get_it()
    {
        AzuriteException missing = await Should.ThrowAsync<AzuriteException>(
            () => AzuriteServer.StartAsync(new AzuriteOptions { Node = "no-such-node" }));

        missing.Message.ShouldContain("install Node.js 20 or newer from https://nodejs.org");
    }

    [Fact]
    public async Task Npm_without_its_registry_leaves_no_half_installation_and_says_what_to_do()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("The stand-in for npm is a shell script.");
            return;
        }

        string npm = Path.Combine(_folder, "npm");
        await File.WriteAllTextAsync(npm, "#!/bin/sh\necho 'npm error code ENOTFOUND' >&2\nexit 1\n");
        File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var options = new AzuriteOptions { Npm = npm, InstallFolder = Path.Combine(_folder, "tools") };

        AzuriteException offline = await Should.ThrowAsync<AzuriteException>(() => AzuriteServer.StartAsync(options));

        offline.Message.ShouldContain("ENOTFOUND");
        offline.Message.ShouldContain("check that this machine reaches its npm registry");
        Directory.GetDirectories(options.InstallFolder).ShouldAllBe(path => path.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void Lock_file_names_no_registry()
    {
        string text = File.ReadAllText(Repository.Path("src", "MarketPulse.Local", "Azurite", "node", "package-lock.json"));

        text.ShouldNotContain("\"resolved\"");
        text.ShouldContain("\"integrity\"");
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
