using System.Diagnostics;

namespace MarketPulse.Local.Tests.Commands;

/// <summary>The packages as users install them.</summary>
[Trait("Category", "Long")]
public sealed class PackageTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Tool_installed_from_its_package_into_an_empty_folder_runs_the_demo()
    {
        string packages = Path.Combine(_folder, "packages");
        string tool = Path.Combine(_folder, "tool");
        string empty = Directory.CreateDirectory(Path.Combine(_folder, "empty")).FullName;

        await RunAsync(
            Repository.Root, "dotnet", "pack", Repository.Path("src", "MarketPulse.Local"), "-c", "Release", "-o", packages, "-v", "q");
        await RunAsync(
            empty, "dotnet", "tool", "install", "MarketPulse.Local", "--tool-path", tool, "--source", packages, "--version", "*");
        string printed = await RunAsync(
            empty,
            Path.Combine(tool, OperatingSystem.IsWindows() ? "marketpulse.exe" : "marketpulse"),
            "demo", "--simulated", "--output", "json");

        printed.ShouldStartWith("{");
        printed.ShouldContain("\"car_pct\"");
        Directory.EnumerateFileSystemEntries(empty).ShouldBeEmpty("the demo leaves nothing behind");
    }

    [Fact]
    public async Task Library_carries_documentation_readme_and_symbols()
    {
        await RunAsync(
            Repository.Root, "dotnet", "pack", Repository.Path("src", "MarketPulse.Core"), "-c", "Release", "-o", _folder, "-v", "q");

        string package = Directory.GetFiles(_folder, "MarketPulse.Core.*.nupkg").Single();
        using System.IO.Compression.ZipArchive content = await System.IO.Compression.ZipFile.OpenReadAsync(package, CancellationToken.None);
        string[] entries = [.. content.Entries.Select(entry => entry.FullName)];
        entries.ShouldContain("lib/net10.0/MarketPulse.Core.dll");
        entries.ShouldContain("lib/net10.0/MarketPulse.Core.xml");
        entries.ShouldContain("README.md");
        Directory.GetFiles(_folder, "*.snupkg").Length.ShouldBe(1);
    }

    private static async Task<string> RunAsync(string folder, string program, params string[] arguments)
    {
        using var patience = new CancellationTokenSource(Patience);
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.WaitForExitAsync(patience.Token);
        process.ExitCode.ShouldBe(0, $"{program} {string.Join(' ', arguments)}\n{await output}\n{await error}");
        return await output;
    }
}
