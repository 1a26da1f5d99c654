using System.Globalization;
using System.Runtime.CompilerServices;
using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Stores the parts of the profiles in <c>profileparts</c>: one row per instrument in the partition <c>part</c>, its profiles packed in
/// binary columns by window and horizon, and the latest run in the partition <c>run</c>. The table is derived from others, so it is no part
/// of a backup.
/// </summary>
internal sealed class TableProfilePartStore(StorageClients clients, TimeProvider clock) : IProfilePartStore
{
    private const string Parts = "part";
    private const string Runs = "run";
    private const string Latest = "latest";
    private const string Separator = "|";
    private const string DefinitionColumn = "definition";
    private const string InputsColumn = "inputs";
    private const string RunColumn = "run";
    private const string CheckedColumn = "checkedutc";
    private const string SymbolsColumn = "symbols";
    private const string PublishedColumn = "published";
    private const string PublisherColumn = "publisher";
    private const string CalibrationsColumn = "calibrations";
    private const string ProfilesColumn = "profiles";
    private const string ReactionsColumn = "reactions";

    /// <summary>
    /// Most columns that one value is spread over: the profiles of one window and horizon, of which the first column holds some hundred
    /// kinds of events, or the reactions, of which it holds some twenty years of sessions.
    /// </summary>
    private const int MostPieces = 3;

    private static readonly string[] WithoutProfiles = [ColumnNames.RowKey, DefinitionColumn, InputsColumn, RunColumn];
    private static readonly EntityMapper<SensitivityProfile> Profiles = EntityMapper<SensitivityProfile>.Instance;
    private static readonly EntityMapper<Calibration> Calibrations = EntityMapper<Calibration>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.ProfileParts);

    public async Task<IReadOnlyList<ProfilePart>> ReadAsync(CancellationToken cancellationToken)
    {
        List<ProfilePart> parts = await _rows.QueryAsync(TableFilter.Partition(Parts), WithoutProfiles, cancellationToken)
            .Select(ToPart)
            .ToListAsync(cancellationToken);
        parts.Sort(static (one, other) => string.CompareOrdinal(one.Symbol, other.Symbol));
        return parts;
    }

    public async IAsyncEnumerable<SensitivityProfile> ReadProfilesAsync(
        string partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((TableEntity row, byte[] packed) in ReadPiecesAsync(ColumnOf(partition), cancellationToken))
        {
            foreach (TableEntity profile in EntityPack<SensitivityProfile>.Unpack(packed, row, common: []))
            {
                yield return Profiles.FromEntity(profile);
            }
        }
    }

    public async IAsyncEnumerable<ReactionMember> ReadReactionsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach ((TableEntity row, byte[] packed) in ReadPiecesAsync(ReactionsColumn, cancellationToken))
        {
            yield return PackedReactions.Unpack(packed, row);
        }
    }

    public async IAsyncEnumerable<Calibration> ReadCalibrationsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (TableEntity row in _rows.QueryAsync(TableFilter.Partition(Parts), [CalibrationsColumn], cancellationToken))
        {
            foreach (TableEntity calibration in EntityPack<Calibration>.Unpack(row.GetBinary(CalibrationsColumn), row, common: []))
            {
                yield return Calibrations.FromEntity(calibration);
            }
        }
    }

    public async Task<bool> TrySaveAsync(ProfilePart part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        TableEntity row = Row(Parts, part.Symbol);
        DateTimeOffset now = clock.GetUtcNow();
        row[DefinitionColumn] = part.Definition;
        row[InputsColumn] = part.Inputs;
        row[RunColumn] = part.Run;
        if (part.Profiles is { } profiles)
        {
            foreach (IGrouping<string, SensitivityProfile> partition in profiles.GroupBy(profile => profile.PartitionKey))
            {
                WritePieces(
                    row,
                    ColumnOf(partition.Key),
                    EntityPack<SensitivityProfile>.Pack(partition.Select(profile => Profiles.ToEntity(profile, now)), except: []),
                    $"profiles of {partition.Key}");
            }

            if (part.Reactions is { } reactions)
            {
                WritePieces(row, ReactionsColumn, PackedReactions.Pack(reactions), "reactions");
            }

            row[CalibrationsColumn] = EntityPack<Calibration>.Pack(
                (part.Calibrations ?? []).Select(one => Calibrations.ToEntity(one, one.ModifiedUtc)), except: []);
        }

        TableTransactionAction action = part switch
        {
            { Version: null } => new(TableTransactionActionType.Add, row),
            { Profiles: null } => new(TableTransactionActionType.UpdateMerge, row, new ETag(part.Version)),
            _ => new(TableTransactionActionType.UpdateReplace, row, new ETag(part.Version)),
        };
        return (await _rows.TryWriteAsync([action], cancellationToken)).Count == 0;
    }

    public Task RemoveAsync(IReadOnlyCollection<string> symbols, CancellationToken cancellationToken) => _rows.WriteAsync(
        symbols.Select(symbol => new TableTransactionAction(
            TableTransactionActionType.Delete, new TableEntity(Parts, TableKey.Encode(symbol)), ETag.All)),
        cancellationToken);

    public async Task<ProfileRun> ReadRunAsync(CancellationToken cancellationToken) =>
        await _rows.FindAsync(Runs, Latest, select: null, cancellationToken) is { } row
            ? new ProfileRun
            {
                Id = row.GetString(RunColumn),
                CheckedUtc = row.GetDateTimeOffset(CheckedColumn) ?? default,
                Symbols = row.GetString(SymbolsColumn).Split(Separator, StringSplitOptions.RemoveEmptyEntries),
                Published = row.GetString(PublishedColumn),
                Publisher = row.GetString(PublisherColumn),
                Version = row.ETag.ToString(),
            }
            : new ProfileRun();

    public async Task<ProfileRun?> TrySaveRunAsync(ProfileRun run, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        TableEntity row = Row(Runs, Latest);
        row[RunColumn] = run.Id;
        row[SymbolsColumn] = string.Join(Separator, run.Symbols);
        row[PublishedColumn] = run.Published;
        row[PublisherColumn] = run.Publisher;
        if (run.CheckedUtc != default)
        {
            row[CheckedColumn] = run.CheckedUtc;
        }

        return await _rows.TryPutAsync(row, run.Version, cancellationToken) is { } version ? run with { Version = version } : null;
    }

    private static ProfilePart ToPart(TableEntity row) => new()
    {
        Symbol = TableKey.Decode(row.RowKey),
        Definition = row.GetString(DefinitionColumn),
        Inputs = row.GetString(InputsColumn),
        Run = row.GetString(RunColumn),
        Version = row.ETag.ToString(),
    };

    private async IAsyncEnumerable<(TableEntity Row, byte[] Packed)> ReadPiecesAsync(
        string column, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string[] pieces = [.. Enumerable.Range(0, MostPieces).Select(piece => PieceOf(column, piece))];
        await foreach (TableEntity row in _rows.QueryAsync(TableFilter.Partition(Parts), pieces, cancellationToken))
        {
            byte[] packed = [.. pieces.Select(row.GetBinary).TakeWhile(piece => piece is not null).SelectMany(piece => piece)];
            if (packed.Length > 0)
            {
                yield return (row, packed);
            }
        }
    }

    private static void WritePieces(TableEntity row, string column, byte[] packed, string what)
    {
        int piece = 0;
        foreach (byte[] bytes in packed.Chunk(TableLimits.BinaryBytes))
        {
            row[PieceOf(column, piece++)] = piece <= MostPieces
                ? bytes
                : throw RowRefused.Because(TableNames.ProfileParts, row, $"its {what} take {packed.Length} bytes, more than fit.");
        }
    }

    private static string ColumnOf(string partition) => $"{ProfilesColumn}_{partition.Replace('|', '_')}";

    private static string PieceOf(string column, int piece) => string.Create(CultureInfo.InvariantCulture, $"{column}_{piece}");

    private TableEntity Row(string partition, string key) => new(partition, TableKey.Encode(key))
    {
        [ColumnNames.SchemaVersion] = 1,
        [ColumnNames.EngineVersion] = EngineVersion.Current,
        [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
    };
}
