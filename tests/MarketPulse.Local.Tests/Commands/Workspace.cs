using System.Globalization;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Data.Tables.Models;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Sample;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>A folder for a user's files and running storage, both deleted when the test ends.</summary>
internal sealed class Workspace : IAsyncDisposable
{
    private readonly AzuriteServer _storage;

    private Workspace(AzuriteServer storage) => _storage = storage;

    public string Folder { get; } = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    public string ConnectionString => _storage.ConnectionString;

    public static async Task<Workspace> OpenAsync() => new(await AzuriteServer.StartAsync(new AzuriteOptions()));

    public string PathOf(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        string path = PathOf(name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes two years of daily bars of simulated instruments, with the simulated market as SPY; returns the folder.</summary>
    public string WritePrices(params string[] symbols)
    {
        var market = new SimulatedMarket(SampleFiles.ReadPlanted());
        foreach (string symbol in symbols)
        {
            Write($"prices/{symbol}.csv", Csv(market.Histories[symbol == "SPY" ? SimulatedInstrument.Market : symbol]));
        }

        return PathOf("prices");
    }

    /// <summary>Runs a command on this storage.</summary>
    public Task<Run> RunAsync(params string[] args) => Cli.RunAsync([.. args, "--storage", ConnectionString]);

    /// <summary>Runs a command on this storage and reads the JSON it prints.</summary>
    public async Task<JsonElement> RunJsonAsync(params string[] args)
    {
        Run run = await RunAsync([.. args, "--output", "json"]);
        run.Error.ShouldBeEmpty();
        run.ExitCode.ShouldBe(0);
        return JsonDocument.Parse(run.Output).RootElement;
    }

    /// <summary>
    /// Every row of every table except those of the program's own state as text, without the columns that record when it was written.
    /// </summary>
    /// <param name="but">A column to omit, such as the trace, which differs between runs.</param>
    public async Task<SortedDictionary<string, string>> DumpAsync(string? but = null)
    {
        var rows = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var service = new TableServiceClient(ConnectionString);
        await foreach (TableItem table in service.QueryAsync())
        {
            if (table.Name is "cursors" or "changemarks" or "profileparts")
            {
                continue;
            }

            await foreach (TableEntity row in service.GetTableClient(table.Name).QueryAsync<TableEntity>())
            {
                IEnumerable<string> columns = row
                    .Where(column =>
                        column.Key is not ("odata.etag" or "Timestamp" or "modifiedutc" or "revision" or "RowKey") && column.Key != but)
                    .OrderBy(column => column.Key, StringComparer.Ordinal)
                    .Select(column => $"{column.Key}={Text(column.Value)}");

                // The keys of logs end with a number and the process that wrote them; the last row of a moment counts.
                string key = table.Name is "eventlog" or "scorelog" ? row.RowKey.Split('|')[0] : row.RowKey;
                rows[$"{table.Name} {row.PartitionKey} {key}"] = string.Join(' ', columns);
            }
        }

        return rows;
    }

    public async ValueTask DisposeAsync()
    {
        await _storage.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private static string Text(object? value) => value switch
    {
        byte[] bytes => Convert.ToHexString(bytes),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    private static string Csv(PriceHistory history)
    {
        var text = new StringBuilder("Date,Open,High,Low,Close,Volume\n");
        foreach (PriceBar bar in history.Bars)
        {
            text.Append(CultureInfo.InvariantCulture, $"{bar.Date:yyyy-MM-dd},{bar.Open},{bar.High},{bar.Low},{bar.Close},{bar.Volume}\n");
        }

        return text.ToString();
    }
}
