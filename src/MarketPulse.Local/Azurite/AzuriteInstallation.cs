using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;

namespace MarketPulse.Local.Azurite;

/// <summary>Installs the pinned Azurite once per user, from the package.json and lock file embedded in this assembly.</summary>
internal static class AzuriteInstallation
{
    /// <summary>The version that package-lock.json pins.</summary>
    public const string Version = "3.35.0";

    /// <summary>The script that runs Azurite, in the installation folder.</summary>
    public const string Script = "run.cjs";

    private static readonly string[] Files = ["package.json", "package-lock.json", Script, "autosave.cjs", "snapshot.cjs"];

    /// <summary>Returns the installation folder, after installing Azurite there if it is missing.</summary>
    /// <exception cref="AzuriteException">npm is missing, is offline, or failed.</exception>
    public static async Task<string> EnsureAsync(AzuriteOptions options, CancellationToken cancellationToken)
    {
        Dictionary<string, byte[]> files = Files.ToDictionary(name => name, Read, StringComparer.Ordinal);
        string folder = Path.Combine(options.InstallFolder, $"azurite-{Version}-{Fingerprint(files)}");
        if (Directory.Exists(folder))
        {
            return folder;
        }

        Directory.CreateDirectory(options.InstallFolder);
        using FileStream exclusive = await LockAsync(Path.Combine(options.InstallFolder, "azurite.lock"), options, cancellationToken);
        if (!Directory.Exists(folder))
        {
            options.Report($"Installing Azurite {Version} with npm, once (about 20 s)");
            await InstallAsync(folder, files, options, cancellationToken);
        }

        return folder;
    }

    private static async Task InstallAsync(
        string folder, Dictionary<string, byte[]> files, AzuriteOptions options, CancellationToken cancellationToken)
    {
        // Installed next to the final folder and moved there when complete, so that a partial installation is never used.
        string partial = $"{folder}.partial";
        if (Directory.Exists(partial))
        {
            Directory.Delete(partial, recursive: true);
        }

        Directory.CreateDirectory(partial);
        foreach ((string name, byte[] content) in files)
        {
            await File.WriteAllBytesAsync(Path.Combine(partial, name), content, cancellationToken);
        }

        await RunNpmAsync(partial, options, cancellationToken);
        Directory.Move(partial, folder);
    }

    private static async Task RunNpmAsync(string folder, AzuriteOptions options, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(
            options.Npm, ["ci", "--ignore-scripts", "--omit=dev", "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process npm = Start(start, "npm");
        npm.StandardInput.Close();
        try
        {
            Task<string> output = npm.StandardOutput.ReadToEndAsync(cancellationToken);
            Task<string> error = npm.StandardError.ReadToEndAsync(cancellationToken);
            await npm.WaitForExitAsync(cancellationToken);
            if (npm.ExitCode != 0)
            {
                throw new AzuriteException(
                    $"npm could not install Azurite {Version} ({Cause(await error + await output)}): "
                    + "check that this machine reaches its npm registry and run the command again, or name running storage with "
                    + "--storage.");
            }
        }
        catch (OperationCanceledException)
        {
            npm.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Starts a Node.js program; says what to install when it is missing.</summary>
    public static Process Start(ProcessStartInfo start, string name)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new AzuriteException(
                $"{name} was not found ('{start.FileName}'): install Node.js 20 or newer from https://nodejs.org, or name running "
                    + "storage with --storage.", e);
        }
    }

    private static async Task<FileStream> LockAsync(string path, AzuriteOptions options, CancellationToken cancellationToken)
    {
        for (bool waiting = false; ; waiting = true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                if (!waiting)
                {
                    options.Report("Waiting for another marketpulse process that is installing Azurite");
                }

                await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
            }
        }
    }

    /// <summary>The first line of npm's output that is not empty, without its prefix.</summary>
    private static string Cause(string output) =>
        output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.StartsWith("npm error ", StringComparison.Ordinal) ? line["npm error ".Length..] : line)
            .FirstOrDefault() ?? "no message";

    private static string Fingerprint(Dictionary<string, byte[]> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in Files)
        {
            hash.AppendData(files[name]);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..8];
    }

    private static byte[] Read(string name)
    {
        using Stream stream = typeof(AzuriteInstallation).Assembly.GetManifestResourceStream($"azurite/{name}")!;
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
