using System.Text.Json;

namespace MarketPulse.Testing.Functions;

/// <summary>A built or published Functions app on disk, read in the same way as by the host.</summary>
public sealed class FunctionApp
{
    private FunctionApp(string folder, string executable, string worker, HostJson host)
    {
        Folder = folder;
        Executable = executable;
        WorkerFile = worker;
        Host = host;
    }

    /// <summary>Full path of the app's folder.</summary>
    public string Folder { get; }

    /// <summary>The app's settings for the host, from host.json.</summary>
    public HostJson Host { get; }

    /// <summary>The program that runs the worker, such as <c>dotnet</c>.</summary>
    internal string Executable { get; }

    /// <summary>Full path of the worker's entry assembly.</summary>
    internal string WorkerFile { get; }

    /// <summary>Reads the app.</summary>
    /// <param name="folder">The output folder of a build or of <c>dotnet publish</c>.</param>
    /// <exception cref="FunctionsHostException">The folder is missing or contains no built app; the message says what to do.</exception>
    public static FunctionApp Open(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        string full = Path.GetFullPath(folder);
        if (!Directory.Exists(full))
        {
            throw new FunctionsHostException($"The folder {full} does not exist: build or publish the Functions app first.");
        }

        foreach (string file in (string[])["functions.metadata", "worker.config.json", "host.json"])
        {
            if (!File.Exists(Path.Combine(full, file)))
            {
                throw new FunctionsHostException(
                    $"The folder {full} contains no {file}, so it is not a built Functions app: "
                    + "name the output folder of `dotnet build` or `dotnet publish`.");
            }
        }

        try
        {
            using JsonDocument config = JsonDocument.Parse(File.ReadAllText(Path.Combine(full, "worker.config.json")));
            JsonElement description = config.RootElement.GetProperty("description");
            string worker = Path.Combine(full, description.GetProperty("defaultWorkerPath").GetString()!);
            string executable = description.GetProperty("defaultExecutablePath").GetString()!;
            return File.Exists(worker)
                ? new FunctionApp(full, executable, worker, HostJson.Read(Path.Combine(full, "host.json")))
                : throw new FunctionsHostException(
                    $"The worker {worker}, named in worker.config.json, does not exist: rebuild the Functions app.");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new FunctionsHostException(
                $"worker.config.json or host.json in {full} cannot be read ({e.Message}): rebuild the Functions app.", e);
        }
    }
}
