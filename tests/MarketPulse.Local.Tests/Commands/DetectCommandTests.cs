using System.Text.Json;

namespace MarketPulse.Local.Tests.Commands;

public sealed class DetectCommandTests : IDisposable
{
    private const string Retaliation =
        "China hits back with 34% tariff on all US goods\n\nChina on Friday imposed a 34% tariff on all goods from the United States.";

    private readonly string _folder = Directory.CreateTempSubdirectory("marketpulse-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Articles_come_in_the_order_of_the_input_with_the_phrases_that_decided_them()
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "a.txt"), "Shares close higher as retailers report a strong quarter",
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(_folder, "b.txt"), Retaliation, TestContext.Current.CancellationToken);

        Run run = await Cli.RunAsync(["detect", _folder, "--output", "json"]);

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        JsonElement[] articles = [.. JsonDocument.Parse(run.Output).RootElement.EnumerateArray()];
        articles.Select(article => article.GetProperty("is_event").GetBoolean()).ShouldBe([false, true]);
        articles[1].GetProperty("stance").GetString().ShouldBe("escalation");
        articles[1].GetProperty("phrases").EnumerateArray().ShouldContain(phrase => phrase.GetProperty("code").GetString() == "tariff");
        articles[1].GetProperty("measures").EnumerateArray().Select(measure => measure.GetString()).ShouldContain("tariff");
    }

    [Fact]
    public async Task Standard_input_is_one_article_and_its_card_names_outcome_and_reasons()
    {
        Run run = await Cli.RunAsync(["detect", "-"], input: Retaliation);

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        run.Output.ShouldStartWith("China hits back with 34% tariff on all US goods");
        run.Output.ShouldContain("escalation, intensity ");
        run.Output.ShouldContain("decided by");
        run.Output.ShouldContain("1 article: 1 reports a trade event.");
    }

    [Fact]
    public async Task Csv_has_one_row_per_article()
    {
        Run run = await Cli.RunAsync(["detect", "-", "--output", "csv"], input: Retaliation);

        string[] lines = run.Output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(2);
        lines[0].ShouldStartWith("article_id,source_id,title,published_utc,time_resolution,is_event,");
    }

    [Fact]
    public async Task Fit_of_clusters_prints_a_model_and_names_what_labels_lack()
    {
        string acts = Path.Combine(_folder, "acts.csv"), other = Path.Combine(_folder, "other.csv");
        await File.WriteAllTextAsync(
            acts,
            """
            id,published,title,act
            a,2018-09-18,China hits back at US with USD 60bn of new tariffs,1
            b,2018-09-18,Shares close higher as retailers report a strong quarter,
            c,2018-09-18,China to penalize USD 60 billion of U.S. imports in tit-for-tat move,1
            d,2018-09-18,EU says it will sue the US at the WTO over steel tariffs,2
            """,
            TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(other, "id,published,title\na,2018-09-18,x\n", TestContext.Current.CancellationToken);

        Run fitted = await Cli.RunAsync(["detect", "--fit-clusters", acts]);
        Run refused = await Cli.RunAsync(["detect", "--fit-clusters", other]);

        (fitted.ExitCode, fitted.Error).ShouldBe((0, ""));
        using var model = JsonDocument.Parse(fitted.Output);
        model.RootElement.GetProperty("reports").GetInt32().ShouldBe(3);
        model.RootElement.GetProperty("weights").GetProperty("words").ValueKind.ShouldBe(JsonValueKind.Number);
        model.RootElement.GetProperty("counts").GetProperty("tariff").GetInt32().ShouldBe(2);
        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("has no column 'act'");
    }

    [Fact]
    public async Task Clusters_give_articles_about_one_act_the_same_event_and_others_none()
    {
        string file = Path.Combine(_folder, "headlines.csv");
        await File.WriteAllTextAsync(
            file,
            """
            id,published,title
            a,2018-09-18,China hits back at US with USD 60bn of new tariffs
            b,2018-09-18,Shares close higher as retailers report a strong quarter
            c,2018-09-19,China to penalize USD 60 billion of U.S. imports in tit-for-tat move
            d,2018-09-19,EU says it will sue the US at the WTO over steel tariffs
            """,
            TestContext.Current.CancellationToken);

        Run run = await Cli.RunAsync(["detect", file, "--clusters", "--output", "csv"]);

        (run.ExitCode, run.Error).ShouldBe((0, ""));
        string[][] rows = [.. run.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r').Split(','))];
        rows[0].ShouldBe(["source_id", "event_id"]);
        rows.Skip(1).Select(row => row[0]).ShouldBe(["a", "b", "c", "d"]);
        rows[1][1].ShouldStartWith("20180918T000000Z-");
        rows[2][1].ShouldBe("");
        rows[3][1].ShouldBe(rows[1][1]);
        rows[4][1].ShouldStartWith("20180919T000000Z-");
    }
}
