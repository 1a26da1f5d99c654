namespace MarketPulse.Local.Azurite;

/// <summary>How to start <see cref="AzuriteServer"/>.</summary>
public sealed record AzuriteOptions
{
    /// <summary>Folder for the data; null keeps the data in memory until the server stops.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Account key in base64, for restarting a server whose clients already have the key; null generates one.</summary>
    public string? AccountKey { get; init; }

    /// <summary>Folder in which Azurite is installed once per user.</summary>
    public string InstallFolder { get; init; } = Path.Combine(UserFolder, "tools");

    /// <summary>The command that runs Node.js.</summary>
    public string Node { get; init; } = "node";

    /// <summary>The command that installs packages.</summary>
    public string Npm { get; init; } = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Receives progress messages.</summary>
    public Action<string> Report { get; init; } = static _ => { };

    /// <summary>The user's folder for MarketPulse: installed tools, and the data unless another folder is given.</summary>
    public static string UserFolder { get; } =
        Path.Combine(ApplicationData is { Length: > 0 } folder ? folder : Path.GetTempPath(), "marketpulse");

    private static string ApplicationData =>
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
}
