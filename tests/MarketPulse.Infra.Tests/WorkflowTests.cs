using System.Text.RegularExpressions;

namespace MarketPulse.Infra.Tests;

/// <summary>Actions in the workflows are pinned, and infra/ refers to no particular machine.</summary>
public partial class WorkflowTests
{
    [Theory]
    [InlineData("ci.yml")]
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

    [Fact]
    public void Deployment_signs_in_by_federation_and_holds_no_secret()
    {
        string deploy = File.ReadAllText(Repository.Path(".github", "workflows", "deploy.yml"));

        deploy.ShouldContain("id-token: write");
        deploy.ShouldNotContain("secrets.");
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

    [GeneratedRegex(@"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PinnedAction();
}
