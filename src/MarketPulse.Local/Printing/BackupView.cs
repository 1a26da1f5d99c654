using MarketPulse.Storage.Backup;

namespace MarketPulse.Local.Printing;

/// <summary>The files of a backup.</summary>
internal static class BackupView
{
    private static IReadOnlyList<ViewColumn<BackupFile>> View { get; } =
    [
        new("file", file => file.File),
        new("rows", file => CellText.ForTable(file.Rows)) { Right = true },
        new("bytes", file => CellText.ForTable(file.Bytes)) { Right = true },
    ];

    private static IReadOnlyList<DataColumn<BackupFile>> Data { get; } =
    [
        new("kind", file => file.Kind),
        new("name", file => file.Name),
        new("file", file => file.File),
        new("rows", file => file.Rows),
        new("bytes", file => file.Bytes),
        new("sha256", file => file.Sha256),
    ];

    public static RowSet Rows(BackupManifest manifest) => RowSet.Create("files", manifest.Files, View, Data);
}
