using MarketPulse.Testing.Deployment;

namespace MarketPulse.Infra.Tests.Bicep;

/// <summary>A copy of infra/ in a temporary folder, for other parameters.</summary>
internal sealed class TemplateCopy : IDisposable
{
    /// <summary>Copies infra/.</summary>
    public TemplateCopy()
    {
        string source = Repository.Path("infra");
        foreach (string file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(Folder, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    /// <summary>Folder of the copy.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("marketpulse-infra-").FullName;

    /// <summary>The deployment predicted for these parameters, one <c>name = value</c> per line.</summary>
    public static async Task<DeploymentSnapshot> DeployAsync(string parameters)
    {
        using var copy = new TemplateCopy();
        (await copy.SnapshotAsync(parameters)).ShouldBeClean();
        return DeploymentSnapshot.Read(Path.Combine(copy.Folder, "tried.snapshot.json"));
    }

    /// <summary>Output of the compiler for these parameters, one <c>name = value</c> per line.</summary>
    public static async Task<BicepRun> TryAsync(string parameters)
    {
        using var copy = new TemplateCopy();
        return await copy.SnapshotAsync(parameters);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private async Task<BicepRun> SnapshotAsync(string parameters)
    {
        string file = Path.Combine(Folder, "tried.bicepparam");
        string assignments = string.Join(
            '\n',
            parameters.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(line => $"param {line}"));
        await File.WriteAllTextAsync(file, $"using 'main.bicep'\n\n{assignments}\n", TestContext.Current.CancellationToken);
        return await BicepCli.RunAsync(Snapshots.Arguments(file, "overwrite", "test"));
    }
}
