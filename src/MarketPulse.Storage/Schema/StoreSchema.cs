using System.Globalization;
using Azure;
using Azure.Storage.Blobs;
using MarketPulse.Pipeline;

namespace MarketPulse.Storage.Schema;

/// <summary>
/// Brings a store that an earlier version wrote up to date. The version of a store is the content of a blob. Each step raises it by one
/// and can be repeated, so an upgrade that was interrupted, or that two processes run at once, ends the same way.
/// </summary>
public sealed class StoreSchema
{
    /// <summary>The version of a store in which nothing says otherwise.</summary>
    internal const int FirstVersion = 1;

    private const string BlobName = "schema";

    private readonly StorageClients _clients;
    private readonly BlobClient _blob;

    internal StoreSchema(StorageClients clients)
    {
        _clients = clients;
        _blob = clients.Container(ContainerNames.Locks).GetBlobClient(BlobName);
    }

    /// <summary>The version that this program reads and writes.</summary>
    public static int CurrentVersion => FirstVersion + Steps.Count;

    /// <summary>The steps in their order. A new one is added at the end, and none is ever changed or removed.</summary>
    internal static IReadOnlyList<SchemaStep> Steps { get; } =
    [
        new("listing articles that were first seen late", "rows", LateArticles.ListAsync),
        new("packing copies, paths and the log of scores", "rows", PackedScores.PackAsync),
        new("marking all partitions as changed", "partitions", MarkedPartitions.MarkAsync),
        new("storing the counts of articles under their day", "rows", CountsByDay.RekeyAsync),

        // Nothing to change: earlier articles stay where they are. But earlier releases would not find those that are stored from now on.
        new("storing articles without an event apart from reports", "", static (_, _, _) => Task.CompletedTask),
    ];

    /// <summary>Upgrades the store if necessary. A store that is up to date costs one request.</summary>
    /// <param name="report">Receives the step, and the number of rows or partitions that it has read.</param>
    /// <param name="cancellationToken">Stops between requests; the next call continues.</param>
    /// <exception cref="InvalidOperationException">A later version of the program has upgraded the store.</exception>
    public async Task UpgradeAsync(Action<WorkProgress> report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(report);
        int version = await FindVersionAsync(cancellationToken);
        if (version > CurrentVersion)
        {
            throw new InvalidOperationException(
                $"The store has schema version {version}, written by a later version of MarketPulse; this version supports up to "
                + $"{CurrentVersion}. Use the later version.");
        }

        for (; version < CurrentVersion; version++)
        {
            SchemaStep step = Steps[version - FirstVersion];
            string what = $"Upgrading the store, step {version} of {Steps.Count} ({step.Name})";
            report(what);
            await step.RunAsync(_clients, done => report(new WorkProgress(what, done, Unit: step.Unit)), cancellationToken);
            await SetVersionAsync(version + 1, cancellationToken);
        }
    }

    /// <summary>The version of the store. One that holds nothing gets the current version.</summary>
    internal async Task<int> FindVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            string text = (await _blob.DownloadContentAsync(cancellationToken)).Value.Content.ToString();
            return int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        }
        catch (RequestFailedException e) when (e.Status == 404)
        {
            if (await _clients.Table(TableNames.ArticleIndex).FirstAsync("", cancellationToken) is not null)
            {
                return FirstVersion;
            }

            await SetVersionAsync(CurrentVersion, cancellationToken);
            return CurrentVersion;
        }
    }

    /// <summary>Stores the version of the store.</summary>
    internal async Task SetVersionAsync(int version, CancellationToken cancellationToken) => await _blob.UploadAsync(
        BinaryData.FromString(version.ToString(CultureInfo.InvariantCulture)), overwrite: true, cancellationToken);
}

/// <summary>One step of an upgrade, which leads from one version to the next.</summary>
/// <param name="Name">What it does, for progress messages.</param>
/// <param name="Unit">What it counts, in the plural.</param>
/// <param name="RunAsync">
/// Does it, and now and then reports how many units it has read. A repetition, also after an interruption at any point, must have the same
/// result.
/// </param>
internal sealed record SchemaStep(string Name, string Unit, Func<StorageClients, Action<long>, CancellationToken, Task> RunAsync);
