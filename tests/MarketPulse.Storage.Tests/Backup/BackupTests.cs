using System.Globalization;
using System.Security.Cryptography;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using MarketPulse.Core.Events;
using MarketPulse.Core.Verification;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Storage.Backup;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Backup;

/// <summary>A backup restores every row and every text, or says why it does not and changes nothing.</summary>
public sealed class BackupTests(AzuriteFixture azurite) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-backup-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_backup_restored_into_an_empty_store_equals_the_original_row_for_row()
    {
        await using Store source = await FilledAsync();
        await using Store target = await Store.OpenAsync(azurite);

        BackupManifest manifest = await source.ExportAsync(_folder);
        await target.ImportAsync(_folder);

        IReadOnlyDictionary<string, string> original = await source.DumpAsync();
        (await target.DumpAsync()).ShouldBe(original, ignoreOrder: true);
        manifest.Files.Sum(file => file.Rows).ShouldBe(original.Count);
        manifest.Files.Where(file => file.Kind == BackupFile.Table).Select(file => file.Name).ShouldBe(StorageSetup.DataTables);
        manifest.ConsistentUtc.ShouldNotBeNull();
        Directory.GetFiles(_folder).Length.ShouldBe(manifest.Files.Count + 1, "no temporary file remains");

        // The restored store works: it finds the long text in its blob, and a repeated article is known.
        StoredArticle? restored = await target.Get<IArticleStore>().FindAsync("00000000000000ff", Cancel);
        restored!.Article.Body.ShouldBe(LongText);
        (await target.Get<IArticleStore>().AddAsync(Samples.Article(), Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_restored_ledger_is_as_it_was_written_and_goes_on_where_it_ended()
    {
        await using Store source = await FilledAsync();
        await using Store target = await Store.OpenAsync(azurite);
        string head = (await source.Get<IForecastStore>().FindHeadAsync(Cancel))!.Hash;

        await source.ExportAsync(_folder);
        await target.ImportAsync(_folder);

        IForecastStore restored = target.Get<IForecastStore>();
        LedgerCheck check = await new CheckLedger(restored).RunAsync(head, Cancel);
        (check.Forecasts, check.Outcomes, check.ProblemCount).ShouldBe((2, 1, 0), string.Join(' ', check.Problems));
        (await restored.TryAppendAsync(Locked(revision: 2), Cancel)).ShouldBeNull("this revision is locked");
        (await restored.TryAppendAsync(Locked(revision: 3), Cancel)).ShouldNotBeNull().Sequence.ShouldBe(3);
        (await new CheckLedger(restored).RunAsync(head, Cancel)).Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_damaged_or_incomplete_backup_is_refused_before_anything_is_written()
    {
        await using Store source = await FilledAsync();
        await using Store target = await Store.OpenAsync(azurite);
        BackupManifest manifest = await source.ExportAsync(_folder);
        string file = Path.Combine(_folder, manifest.Files.Single(one => one.Name == "scorelog").File);
        byte[] content = await File.ReadAllBytesAsync(file, Cancel);
        IReadOnlyDictionary<string, string> before = await target.DumpAsync();

        content[^9] ^= 1;
        await File.WriteAllBytesAsync(file, content, Cancel);
        (await Should.ThrowAsync<BackupException>(() => target.ImportAsync(_folder)))
            .Message.ShouldContain("scorelog.ndjson.gz is damaged");
        File.Delete(file);
        (await Should.ThrowAsync<BackupException>(() => target.ImportAsync(_folder))).Message.ShouldContain("is missing");
        File.Delete(Path.Combine(_folder, BackupManifest.FileName));
        (await Should.ThrowAsync<BackupException>(() => target.ImportAsync(_folder))).Message.ShouldContain("no complete backup");
        (await target.DumpAsync()).ShouldBe(before, ignoreOrder: true);
    }

    [Fact]
    public async Task A_store_that_is_not_empty_is_only_replaced_on_request()
    {
        await using Store source = await FilledAsync();
        await using Store target = await Store.OpenAsync(azurite);
        await target.Get<IArticleStore>().AddAsync(Samples.Article("00000000000000aa", body: LongText), Cancel);
        IReadOnlyDictionary<string, string> before = await target.DumpAsync();
        await source.ExportAsync(_folder);

        (await Should.ThrowAsync<BackupException>(() => target.ImportAsync(_folder))).Message.ShouldContain("not empty: articles");
        (await target.DumpAsync()).ShouldBe(before, ignoreOrder: true);

        await target.ImportAsync(_folder, replace: true);
        (await target.DumpAsync()).ShouldBe(await source.DumpAsync(), ignoreOrder: true);
    }

    [Fact]
    public async Task An_interrupted_import_continues_when_it_is_repeated()
    {
        await using Store source = await FilledAsync();
        await using Store target = await Store.OpenAsync(azurite);
        await source.ExportAsync(_folder);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => target.Get<StorageImport>().RunAsync(
            _folder, replace: false, Stopping(stop, "Restoring:", "impactscores"), stop.Token));
        (await target.DumpAsync()).Count.ShouldBeInRange(1, (await source.DumpAsync()).Count - 1);

        await target.ImportAsync(_folder);
        (await target.DumpAsync()).ShouldBe(await source.DumpAsync(), ignoreOrder: true);
        await Should.ThrowAsync<BackupException>(() => target.ImportAsync(_folder), "the import is complete, so the store is not empty");
    }

    [Fact]
    public async Task An_interrupted_export_leaves_no_half_written_file_and_can_be_repeated()
    {
        await using Store source = await FilledAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => source.Get<StorageExport>().RunAsync(
            _folder, allowChanges: false, Stopping(stop, "Copying", "impactscores"), stop.Token));

        Directory.GetFiles(_folder).ShouldAllBe(file => file.EndsWith(".ndjson.gz", StringComparison.Ordinal));
        (await Should.ThrowAsync<BackupException>(() => source.ImportAsync(_folder))).Message
            .ShouldContain("interrupted before it had written manifest.json. Run it again, into the same folder.");
        await source.ExportAsync(_folder);
        (await Should.ThrowAsync<BackupException>(() => source.ExportAsync(_folder))).Message.ShouldContain("already holds a backup");
    }

    [Fact]
    public async Task A_change_during_the_copy_is_copied_too()
    {
        await using Store source = await FilledAsync();
        await using Store target = await Store.OpenAsync(azurite);
        bool changed = false;

        BackupManifest manifest = await source.Get<StorageExport>().RunAsync(
            _folder, allowChanges: false, Changing(source, () => !changed && (changed = true)), Cancel);

        manifest.ConsistentUtc.ShouldNotBeNull();
        await target.ImportAsync(_folder);
        (await target.DumpAsync()).ShouldBe(await source.DumpAsync(), ignoreOrder: true);
    }

    [Fact]
    public async Task A_store_that_keeps_changing_has_no_consistent_moment_and_is_copied_only_on_request()
    {
        await using Store source = await FilledAsync();
        Action<WorkProgress> changing = Changing(source, () => true);

        BackupException refused = await Should.ThrowAsync<BackupException>(() => source.Get<StorageExport>().RunAsync(
            _folder, allowChanges: false, changing, Cancel));
        refused.Message.ShouldContain("articleindex");
        File.Exists(Path.Combine(_folder, BackupManifest.FileName)).ShouldBeFalse();

        BackupManifest manifest = await source.Get<StorageExport>().RunAsync(
            _folder, allowChanges: true, changing, Cancel);
        manifest.ConsistentUtc.ShouldBeNull();
    }

    [Fact]
    public async Task A_folder_with_other_files_is_left_alone()
    {
        await using Store source = await Store.OpenAsync(azurite);
        await File.WriteAllTextAsync(Path.Combine(_folder, "notes.txt"), "mine", Cancel);

        (await Should.ThrowAsync<BackupException>(() => source.ExportAsync(_folder))).Message.ShouldContain("notes.txt");

        Directory.GetFiles(_folder).ShouldHaveSingleItem();
    }

    /// <summary>A text whose compressed form is too long for a row.</summary>
    private static string LongText { get; } = Convert.ToBase64String(RandomBytes(120_000));

    private static byte[] RandomBytes(int count)
    {
        byte[] bytes = new byte[count];
        new Random(7).NextBytes(bytes);
        return bytes;
    }

    private static Action<WorkProgress> Stopping(CancellationTokenSource stop, string at, string table) => progress =>
    {
        string text = progress.ToString();
        if (text.StartsWith(at, StringComparison.Ordinal) && text.Contains(table, StringComparison.Ordinal))
        {
            stop.Cancel();
        }
    };

    /// <summary>Adds an article whenever the copying of articles is complete and its index has yet to be checked.</summary>
    private static Action<WorkProgress> Changing(Store store, Func<bool> wanted)
    {
        int number = 0;
        return progress =>
        {
            if (progress.What.StartsWith("Checking that articles ", StringComparison.Ordinal) && wanted())
            {
                string id = (++number).ToString("x16", CultureInfo.InvariantCulture);
                store.Get<IArticleStore>().AddAsync(Samples.Article(id), Cancel).GetAwaiter().GetResult();
            }
        };
    }

    private async Task<Store> FilledAsync()
    {
        Store store = await Store.OpenAsync(azurite);
        IArticleStore articles = store.Get<IArticleStore>();
        await articles.AddAsync(Samples.Article(), Cancel);
        await articles.AddAsync(Samples.Article("00000000000000ff", body: LongText), Cancel);
        await articles.SaveVerdictAsync(Samples.Article().Id, Samples.Facts(Samples.Article()), Cancel);
        var day = DateOnly.FromDateTime(Samples.Noon.UtcDateTime);
        await articles.SaveEventsAsync([new EventAttribution(Samples.Article().Id, day, Before: null, Samples.EventId)], Cancel);
        await store.Get<IEventStore>().SaveAsync([Samples.Event()], Cancel);
        await store.Get<IScoreStore>().SaveAsync(
            [.. Enumerable.Range(0, 230).Select(i => Samples.Score($"S{i}"))],
            [.. Enumerable.Range(0, 230).Select(i => Samples.Path($"S{i}"))],
            Cancel);
        await store.Get<IPriceStore>().MergeAsync(Samples.Prices("SPY", ("2025-06-02", 100), ("2025-06-03", 1d / 3)), Cancel);
        await store.Get<IAlertStore>().AddAsync(
            new Alert { Rule = "strong", Subject = "a|b", EventId = Samples.EventId, Reason = "r", FiredUtc = Samples.Noon }, Cancel);
        await store.Get<ICursorStore>().SaveAsync(
            new FeedCursor { FeedKind = CursorKinds.News, FeedId = "a/b", LastPollUtc = Samples.Noon }, Cancel);
        await FillLedgerAsync(store.Get<IForecastStore>());
        return store;
    }

    /// <summary>Two revisions of a forecast, and an outcome of the last.</summary>
    private static async Task FillLedgerAsync(IForecastStore ledger)
    {
        await ledger.TryAppendAsync(Locked(revision: 1), Cancel);
        await ledger.TryAppendAsync(Locked(revision: 2), Cancel);
        Forecast last = await ledger.ReadAsync(Cancel).LastAsync(Cancel);
        await ledger.AddOutcomesAsync(
            [ForecastOutcome.Of(last, last.Read()[0], Samples.Score("FXI") with { WindowKey = "p0_p0", CarPct = 1d / 3 })], Cancel);
    }

    private static IReadOnlyList<Forecast> Locked(int revision) => Forecast.Of(
        Samples.Event() with { Revision = revision, Stance = Stance.Escalation },
        Samples.Noon,
        [
            new ForecastSeries
            {
                Symbol = "FXI",
                WindowKey = "p0_p0",
                Day0 = DateOnly.FromDateTime(Samples.Noon.UtcDateTime),
                CloseUtc = Samples.Noon.AddHours(8),
                PredictedPct = -0.1 * revision,
                HalfWidthPct = 2d / 3,
                AdaptiveMultiplier = 1,
            },
        ]);

    private sealed class Store : IAsyncDisposable
    {
        private readonly ServiceProvider _services;
        private readonly string _connection;
        private readonly string _prefix;

        private Store(AzuriteFixture azurite)
        {
            _connection = azurite.ConnectionString;
            _prefix = azurite.NewPrefix() + "b";
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddMarketPulseStorage(options =>
            {
                options.ConnectionString = _connection;
                options.NamePrefix = _prefix;
            });
            _services = services.BuildServiceProvider();
        }

        public static async Task<Store> OpenAsync(AzuriteFixture azurite)
        {
            var store = new Store(azurite);
            await store.Get<StorageSetup>().EnsureCreatedAsync(Cancel);
            return store;
        }

        public T Get<T>()
            where T : notnull => _services.GetRequiredService<T>();

        public Task<BackupManifest> ExportAsync(string folder) =>
            Get<StorageExport>().RunAsync(folder, allowChanges: false, static _ => { }, Cancel);

        public Task<BackupManifest> ImportAsync(string folder, bool replace = false) =>
            Get<StorageImport>().RunAsync(folder, replace, static _ => { }, Cancel);

        /// <summary>Every column of every row, with its type, and every text of the container.</summary>
        public async Task<IReadOnlyDictionary<string, string>> DumpAsync()
        {
            var rows = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string table in StorageSetup.DataTables)
            {
                await foreach (TableEntity row in new TableClient(_connection, _prefix + table).QueryAsync<TableEntity>())
                {
                    IEnumerable<string> columns = row.Where(column => column.Key is not ("odata.etag" or "Timestamp"))
                        .OrderBy(column => column.Key, StringComparer.Ordinal)
                        .Select(column => $"{column.Key}={column.Value?.GetType().Name} {Text(column.Value)}");
                    rows.Add($"{table} {row.PartitionKey} {row.RowKey}", string.Join('\n', columns));
                }
            }

            var texts = new BlobContainerClient(
                _connection, _prefix + "articles", new BlobClientOptions(BlobClientOptions.ServiceVersion.V2025_11_05));
            await foreach (var blob in texts.GetBlobsAsync())
            {
                byte[] content = (await texts.GetBlobClient(blob.Name).DownloadContentAsync()).Value.Content.ToArray();
                rows.Add($"blob {blob.Name}", Convert.ToHexString(SHA256.HashData(content)));
            }

            return rows;
        }

        public ValueTask DisposeAsync() => _services.DisposeAsync();

        private static string Text(object? value) => value switch
        {
            byte[] bytes => Convert.ToHexString(bytes),
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
        };
    }
}
