using System.Diagnostics;
using System.Text.Json;
using Azure.Data.Tables;
using MarketPulse.Benchmarks.Quick;
using MarketPulse.Core.Contract;
using MarketPulse.Local.Azurite;
using MarketPulse.Local.Commands;
using MarketPulse.Storage;
using MarketPulse.Testing;
using Sylvan.Data.Csv;

namespace MarketPulse.Benchmarks.Pipeline;

/// <summary>
/// The command <c>ingest</c>, from files to the scores read back, on an Azurite that keeps its data in a folder; then the rows that it
/// left, sent to another such Azurite as bare batches with nothing to read and nothing to decide. <c>ingest.history</c> is the real history
/// of trade events with fifteen price files; <c>ingest.stream5k</c> and <c>ingest.stream</c> are the first 5,000 and all headlines of
/// seventeen months with eleven price files. All need the reference data beside the repository, yield nothing without them, and run only
/// when their prefix is asked for.
/// </summary>
internal sealed class IngestLines : QuickGroup
{
    private const int RowsPerBatch = 100, RequestsAtOnce = 8;
    private static readonly string[] Measured = ["", ".bare", ".ratio", ".requests", ".scores", ".rows", ".disk"];
    private static readonly string[] HistoryPrices =
    [
        "DEXCHUS", "DEXMXUS", "DEXCAUS", "DEXKOUS", "DEXJPUS", "DEXUSEU", "DEXUSAL", "DEXUSUK", "DEXINUS", "DEXBZUS", "DEXTAUS",
        "DCOILWTICO", "DCOILBRENTEU", "DHHNGSP",
    ];

    // The order of the lines, with the number of headlines; null for the history.
    private static readonly (string Name, int? Headlines)[] Runs =
        [("ingest.history", null), ("ingest.stream5k", 5000), ("ingest.stream", int.MaxValue)];

    public override IReadOnlyList<string> Names { get; } = [.. Runs.SelectMany(run => Measured.Select(what => run.Name + what))];

    public override bool IsLong(string name) => true;

    public override IEnumerable<QuickLine> Run(Func<string, bool> wanted)
    {
        if (SharedData.Root is not { } root)
        {
            yield break;
        }

        foreach ((string name, int? headlines) in Runs.Where(run => Measured.Any(what => wanted(run.Name + what))))
        {
            DirectoryInfo folder = Directory.CreateTempSubdirectory("marketpulse-ingest-");
            Passage passage;
            try
            {
                string prices = headlines is null
                    ? WriteHistory(root, folder.FullName)
                    : WriteStream(root, folder.FullName, headlines.Value);
                passage = MeasureAsync(folder.FullName, prices).GetAwaiter().GetResult();
            }
            finally
            {
                folder.Delete(recursive: true);
            }

            yield return new QuickLine(name, passage.Seconds, "s");
            yield return new QuickLine(name + ".bare", passage.BareSeconds, "s");
            yield return new QuickLine(name + ".ratio", passage.Seconds / passage.BareSeconds, $"times {name}.bare");
            yield return new QuickLine(name + ".requests", (double)passage.Requests / passage.Scores, "requests/score");
            yield return new QuickLine(name + ".scores", passage.Scores, "scores");
            yield return new QuickLine(name + ".rows", passage.Rows, "rows");
            yield return new QuickLine(name + ".disk", (double)passage.Bytes / passage.Scores, "bytes/score");
        }
    }

    private static async Task<Passage> MeasureAsync(string folder, string prices)
    {
        string data = Path.Combine(folder, "data");
        double seconds;
        long requests;
        int scores;
        List<(string Table, TableEntity Row)> rows;
        await using (AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = data }))
        {
            using var counted = new RequestCount();
            var output = new StringWriter();
            long start = Stopwatch.GetTimestamp();
            int exitCode = await MarketPulseCommand.RunAsync(
                [
                    "ingest", "--articles", Path.Combine(folder, "articles.csv"), "--prices", prices, "--published", "2019-04-30",
                    "--storage", azurite.ConnectionString, "--output", "json",
                ],
                output,
                Console.Error);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            requests = counted.Total;
            using JsonDocument result = JsonDocument.Parse(output.ToString());
            scores = exitCode is 0 or 1
                ? result.RootElement.GetProperty("scores").GetArrayLength()
                : throw new InvalidOperationException($"The command ended with {exitCode}.");
            rows = await ReadRowsAsync(azurite.ConnectionString);
        }

        long bytes = new DirectoryInfo(data).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        return new Passage(seconds, await SendAsync(Path.Combine(folder, "bare"), rows), requests, scores, rows.Count, bytes);
    }

    private static async Task<List<(string Table, TableEntity Row)>> ReadRowsAsync(string connection)
    {
        var rows = new List<(string Table, TableEntity Row)>();
        foreach (string table in StorageSetup.Tables)
        {
            await foreach (TableEntity row in new TableClient(connection, table).QueryAsync<TableEntity>())
            {
                row.Remove("odata.etag");
                row.Remove("Timestamp");
                rows.Add((table, row));
            }
        }

        return rows;
    }

    private static async Task<double> SendAsync(string folder, List<(string Table, TableEntity Row)> rows)
    {
        await using AzuriteServer azurite = await AzuriteServer.StartAsync(new AzuriteOptions { DataFolder = folder });
        var tables = new Dictionary<string, TableClient>(StringComparer.Ordinal);
        foreach (string table in StorageSetup.Tables)
        {
            tables[table] = new TableClient(azurite.ConnectionString, table);
            await tables[table].CreateIfNotExistsAsync();
        }

        (string Table, TableTransactionAction[] Actions)[] batches =
        [
            .. rows.GroupBy(row => (row.Table, row.Row.PartitionKey))
                .SelectMany(partition => partition.Chunk(RowsPerBatch))
                .Select(chunk => (
                    chunk[0].Table,
                    Array.ConvertAll(chunk, row => new TableTransactionAction(TableTransactionActionType.Add, row.Row)))),
        ];
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(
            batches,
            new ParallelOptions { MaxDegreeOfParallelism = RequestsAtOnce },
            async (batch, token) => await tables[batch.Table].SubmitTransactionAsync(batch.Actions, token));
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Writes the events of the history as articles, and their prices with the dollar index as benchmark.</summary>
    private static string WriteHistory(string root, string folder)
    {
        string prices = Path.Combine(folder, "prices");
        Directory.CreateDirectory(prices);
        string source = Path.Combine(root, "data", "history", "prices");
        foreach (string symbol in HistoryPrices)
        {
            File.Copy(Path.Combine(source, symbol + ".csv"), Path.Combine(prices, symbol + ".csv"));
        }

        File.Copy(Path.Combine(source, "DTWEXBGS.csv"), Path.Combine(prices, "SPY.csv"));
        using var events = CsvDataReader.Create(Path.Combine(root, "data", "history", "events.csv"));
        using var articles = new StreamWriter(Path.Combine(folder, "articles.csv"));
        articles.WriteLine("id,title,body,published");
        while (events.Read())
        {
            articles.WriteLine(string.Join(
                ',',
                new[] { "id", "headline", "body", "published" }.Select(name => CsvText.Field(events.GetString(events.GetOrdinal(name))))));
        }

        return prices;
    }

    private static string WriteStream(string root, string folder, int headlines)
    {
        File.WriteAllLines(
            Path.Combine(folder, "articles.csv"),
            File.ReadLines(Path.Combine(root, "data", "headlines", "stream.csv")).Take(
                headlines == int.MaxValue ? headlines : headlines + 1));
        return Path.Combine(root, "data", "prices");
    }

    private readonly record struct Passage(double Seconds, double BareSeconds, long Requests, int Scores, int Rows, long Bytes);
}
