using System.Diagnostics;
using System.Reflection;

namespace MarketPulse.Infra.Tests.Bicep;

/// <summary>Runs the Bicep compiler.</summary>
internal static class BicepCli
{
    private static readonly string? Program = Find();

    /// <summary>Runs <c>bicep</c>; skips the test if it is missing.</summary>
    /// <param name="arguments">The command line.</param>
    public static async Task<BicepRun> RunAsync(params string[] arguments)
    {
        Assert.SkipUnless(
            Program is not null, "The Bicep CLI is missing: brew install azure/bicep/bicep, or winget install Microsoft.Bicep.");
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["AZURE_ENV_NAME"] = "dev", ["AZURE_LOCATION"] = "eastus2", ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1" },
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return new BicepRun(process.ExitCode, await output, await errors);
    }

    private static string? Find()
    {
        string? restored = typeof(BicepCli).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .SingleOrDefault(data => string.Equals(data.Key, "BicepPath", StringComparison.Ordinal))?.Value;
        if (File.Exists(restored))
        {
            if (!OperatingSystem.IsWindows() && !File.GetUnixFileMode(restored).HasFlag(UnixFileMode.UserExecute))
            {
                File.SetUnixFileMode(restored, File.GetUnixFileMode(restored) | UnixFileMode.UserExecute);
            }

            return restored;
        }

        string name = OperatingSystem.IsWindows() ? "bicep.exe" : "bicep";
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }
}

/// <summary>Result of a run of the compiler.</summary>
/// <param name="ExitCode">Zero for success, even with warnings.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error: errors and warnings, one per line.</param>
internal sealed record BicepRun(int ExitCode, string Output, string Errors)
{
    /// <summary>Fails the test unless the run succeeded without output on standard error.</summary>
    public void ShouldBeClean()
    {
        Errors.Trim().ShouldBeEmpty();
        ExitCode.ShouldBe(0, Output);
    }
}
