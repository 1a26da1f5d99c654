namespace MarketPulse.Infra.Tests.Bicep;

/// <summary>Targets of the committed snapshots; infra/README.md has the same command.</summary>
internal static class Snapshots
{
    /// <summary>The command line that creates or validates a snapshot.</summary>
    public static string[] Arguments(string parameterFile, string mode, string environment) =>
    [
        "snapshot", parameterFile, "--mode", mode, "--subscription-id", "00000000-0000-0000-0000-000000000000",
        "--resource-group", $"rg-marketpulse-{environment}", "--location", "eastus2",
    ];
}
