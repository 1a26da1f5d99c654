using System.Text.RegularExpressions;

namespace MarketPulse.Infra.Tests;

/// <summary>Actions in the workflows are pinned, and infra/ refers to no particular machine.</summary>
public partial class WorkflowTests
{
    [Theory]
    [InlineData("ci.yml")]
    [InlineData("codeql.yml")]
    [InlineData("deploy.yml")]
    [InlineData("release.yml")]
    public void Actions_are_pinned_by_commit_with_their_release_beside_it(string workflow)
    {
        string[] uses =
        [
            .. File.ReadAllLines(Repository.Path(".github", "workflows", workflow))
                .Where(line => line.Contains("uses:", StringComparison.Ordinal)),
        ];

        uses.ShouldNotBeEmpty();
        uses.ShouldAllBe(line => PinnedAction().IsMatch(line));
    }

    [Theory]
    [InlineData("deploy.yml")]
    [InlineData("release.yml")]
    public void Deployment_and_release_sign_in_by_federation_and_hold_no_secret(string workflow)
    {
        string text = File.ReadAllText(Repository.Path(".github", "workflows", workflow));

        text.ShouldContain("id-token: write");
        text.ShouldNotContain("secrets.");
    }

    [Fact]
    public void Packages_are_attested_before_they_are_published()
    {
        string release = File.ReadAllText(Repository.Path(".github", "workflows", "release.yml"));

        int pack = release.IndexOf("dotnet pack", StringComparison.Ordinal);
        int attest = release.IndexOf("uses: actions/attest-build-provenance@", StringComparison.Ordinal);
        int publish = release.IndexOf("dotnet nuget push", StringComparison.Ordinal);
        release.ShouldContain("attestations: write");
        attest.ShouldBeInRange(pack, publish);
    }

    [Fact]
    public void Updates_are_looked_for_wherever_dependencies_are_pinned()
    {
        string dependabot = File.ReadAllText(Repository.Path(".github", "dependabot.yml"));

        foreach (string lockFile in Directory.EnumerateFiles(Repository.Path("src"), "package-lock.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)))
        {
            string folder = Path.GetRelativePath(Repository.Root, Path.GetDirectoryName(lockFile)!).Replace('\\', '/');
            dependabot.ShouldContain($"/{folder}");
        }

        foreach (string ecosystem in new[] { "nuget", "npm", "github-actions", "devcontainers" })
        {
            dependabot.ShouldContain($"package-ecosystem: {ecosystem}");
        }
    }

    [Fact]
    public void Deployment_waits_for_CI_and_takes_the_commit_that_passed()
    {
        string deploy = File.ReadAllText(Repository.Path(".github", "workflows", "deploy.yml"));
        string ci = File.ReadAllText(Repository.Path(".github", "workflows", "ci.yml"));
        string triggers = deploy[..deploy.IndexOf("permissions:", StringComparison.Ordinal)];

        ci.ShouldContain("\nname: CI\n");
        triggers.ShouldContain("workflow_run:\n    workflows: [CI]\n    types: [completed]\n    branches: [main]\n");
        triggers.ShouldNotContain("push:");
        deploy.ShouldContain("github.event.workflow_run.conclusion == 'success' && github.event.workflow_run.event == 'push'");
        int gate = deploy.IndexOf(
            "gh run list --repo \"$GITHUB_REPOSITORY\" --workflow ci.yml --commit \"$COMMIT\"", StringComparison.Ordinal);
        int checkout = deploy.IndexOf("ref: ${{ env.COMMIT }}", StringComparison.Ordinal);
        gate.ShouldBeInRange(0, checkout);
        checkout.ShouldBeLessThan(deploy.IndexOf("- name: Deploy resources", StringComparison.Ordinal));
    }

    [Fact]
    public void Deployment_ends_with_the_smoke_test_in_the_way_that_readers_are_let_in()
    {
        string deploy = File.ReadAllText(Repository.Path(".github", "workflows", "deploy.yml"));
        string template = File.ReadAllText(Repository.Path("infra", "main.bicep"));
        string lastStep = deploy[deploy.LastIndexOf("- name:", StringComparison.Ordinal)..];

        lastStep.ShouldContain("infra/smoke-test.sh");
        lastStep.ShouldContain("--read-access \"$READ_ACCESS\" --client-id \"$CLIENT_ID\"");
        foreach (Match output in OutputRead().Matches(deploy))
        {
            template.ShouldContain($"output {output.Groups["name"].Value} string");
        }
    }

    [Fact]
    public void Infra_names_no_registry_and_no_path_of_a_machine()
    {
        foreach (string file in Directory.EnumerateFiles(Repository.Path("infra"), "*", SearchOption.AllDirectories))
        {
            string text = File.ReadAllText(file);
            foreach (string trace in
                new[] { "nuget.org", "mcr.microsoft.com", "br/public:", "br:", "/home/", "/tmp/", "C:\\", Repository.Root })
            {
                text.ShouldNotContain(trace, Case.Insensitive, file);
            }
        }
    }

    [GeneratedRegex(@"jq -r \.(?<name>\w+)\.value", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OutputRead();

    [GeneratedRegex(
        @"uses: [\w-]+/[\w-]+(?:/[\w-]+)?@[0-9a-f]{40} # v\d+\.\d+\.\d+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PinnedAction();
}
