using Azure;
using Azure.Data.Tables;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>
/// Stores the parts of the profiles in <c>profileparts</c>: one row per instrument in the partition <c>part</c>, its profiles packed in
/// binary columns, and the latest run in the partition <c>run</c>. The table is derived from others, so it is no part of a backup.
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
    private const string PublishingColumn = "publishing";
    private const string CalibrationsColumn = "calibrations";
    private const string ProfilesColumn = "profiles";

    private static readonly string[] WithoutProfiles = [ColumnNames.RowKey, DefinitionColumn, InputsColumn, RunColumn];
    private static readonly EntityMapper<SensitivityProfile> Profiles = EntityMapper<SensitivityProfile>.Instance;
    private static readonly EntityMapper<Calibration> Calibrations = EntityMapper<Calibration>.Instance;

    private readonly TableRows _rows = clients.Table(TableNames.ProfileParts);

    public async Task<IReadOnlyList<ProfilePart>> ReadAsync(bool withProfiles, CancellationToken cancellationToken)
    {
        List<ProfilePart> parts = await _rows
            .QueryAsync(TableFilter.Partition(Parts), withProfiles ? null : WithoutProfiles, cancellationToken)
            .Select(row => ToPart(row, withProfiles))
            .ToListAsync(cancellationToken);
        parts.Sort(static (one, other) => string.CompareOrdinal(one.Symbol, other.Symbol));
        return parts;
    }

    public async Task<bool> TrySaveAsync(ProfilePart part, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(part);
        TableEntity row = Row(Parts, part.Symbol);
        row[DefinitionColumn] = part.Definition;
        row[InputsColumn] = part.Inputs;
        row[RunColumn] = part.Run;
        if (part.Profiles is { } profiles)
        {
            WriteProfiles(row, profiles);
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
                IsPublishing = row.GetBoolean(PublishingColumn) ?? false,
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
        row[PublishingColumn] = run.IsPublishing;
        if (run.CheckedUtc != default)
        {
            row[CheckedColumn] = run.CheckedUtc;
        }

        return await _rows.TryPutAsync(row, run.Version, cancellationToken) is { } version ? run with { Version = version } : null;
    }

    private static ProfilePart ToPart(TableEntity row, bool withProfiles) => new()
    {
        Symbol = TableKey.Decode(row.RowKey),
        Definition = row.GetString(DefinitionColumn),
        Inputs = row.GetString(InputsColumn),
        Run = row.GetString(RunColumn),
        Profiles = withProfiles
            ? [.. EntityPack<SensitivityProfile>.Unpack(ReadProfiles(row), row, common: []).Select(Profiles.FromEntity)]
            : null,
        Calibrations = withProfiles
            ? [.. EntityPack<Calibration>.Unpack(row.GetBinary(CalibrationsColumn), row, common: []).Select(Calibrations.FromEntity)]
            : null,
        Version = row.ETag.ToString(),
    };

    private void WriteProfiles(TableEntity row, IReadOnlyList<SensitivityProfile> profiles)
    {
        DateTimeOffset now = clock.GetUtcNow();
        byte[] packed = EntityPack<SensitivityProfile>.Pack(profiles.Select(profile => Profiles.ToEntity(profile, now)), except: []);
        int column = 0;
        foreach (byte[] piece in packed.Chunk(TableLimits.BinaryBytes))
        {
            row[$"{ProfilesColumn}{column++}"] = piece;
        }
    }

    private static byte[] ReadProfiles(TableEntity row)
    {
        var packed = new List<byte>();
        for (int column = 0; row.GetBinary($"{ProfilesColumn}{column}") is { } piece; column++)
        {
            packed.AddRange(piece);
        }

        return [.. packed];
    }

    private TableEntity Row(string partition, string key) => new(partition, TableKey.Encode(key))
    {
        [ColumnNames.SchemaVersion] = 1,
        [ColumnNames.EngineVersion] = EngineVersion.Current,
        [ColumnNames.ModifiedUtc] = clock.GetUtcNow(),
    };
}
