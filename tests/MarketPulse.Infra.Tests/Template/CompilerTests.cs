using MarketPulse.Infra.Tests.Bicep;

namespace MarketPulse.Infra.Tests.Template;

/// <summary>infra/ as checked by the compiler itself.</summary>
public class CompilerTests
{
    [Fact]
    public async Task Template_builds_without_a_warning() =>
        (await BicepCli.RunAsync("build", Repository.Path("infra", "main.bicep"), "--stdout")).ShouldBeClean();

    [Fact]
    public async Task Template_passes_every_strict_rule() =>
        (await BicepCli.RunAsync("lint", Repository.Path("infra", "main.bicep"))).ShouldBeClean();

    [Theory]
    [InlineData("main.bicepparam")]
    [InlineData("main.dev.bicepparam")]
    [InlineData("main.prod.bicepparam")]
    public async Task Parameters_build_without_a_warning(string file) =>
        (await BicepCli.RunAsync("build-params", Repository.Path("infra", file), "--stdout")).ShouldBeClean();

    [Theory]
    [InlineData("bicep")]
    [InlineData("bicepparam")]
    public async Task Sources_are_formatted(string extension)
    {
        using var copy = new TemplateCopy();

        (await BicepCli.RunAsync("format", "--pattern", $"{copy.Folder}/**/*.{extension}")).ShouldBeClean();

        string[] files = Directory.GetFiles(copy.Folder, $"*.{extension}", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(2);
        foreach (string file in files)
        {
            string name = Path.GetRelativePath(copy.Folder, file);
            (await File.ReadAllTextAsync(Repository.Path("infra", name), TestContext.Current.CancellationToken)).ShouldBe(
                await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), $"{name}: run bicep format on it.");
        }
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task Committed_snapshot_is_what_the_template_now_predicts(string environment)
    {
        BicepRun run = await BicepCli.RunAsync(
            Snapshots.Arguments(Repository.Path("infra", $"main.{environment}.bicepparam"), "validate", environment));

        run.ExitCode.ShouldBe(0, $"{run.Errors}\nIf the change is meant, take the snapshot again with the command in infra/README.md.");
    }
}
