namespace MarketPulse.Local.Azurite;

/// <summary>How to start <see cref="AzuriteServer"/>.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Folder that keeps the data; null keeps it in memory until the server stops.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Key of the account, base64, for a server that is started again under clients that know it; null draws one.</summary>
    public string? AccountKey { get; init; }

    /// <summary>Folder into which Azurite is installed once; by default one of the user's own.</summary>
    public string InstallFolder { get; init; } = Path.Combine(UserFolder, "tools");

    /// <summary>The command that runs Node.js.</summary>
    public string Node { get; init; } = "node";

    /// <summary>The command that installs packages.</summary>
    public string Npm { get; init; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Told what is being done, a few words at a time.</summary>
    public Action<string> Report { get; init; } = static _ => { };

    /// <summary>The user's own folder for MarketPulse: installed tools, and data unless another folder is named.</summary>
    public static string UserFolder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } folder
            ? folder
            : Path.GetTempPath(),
        "marketpulse");
}
