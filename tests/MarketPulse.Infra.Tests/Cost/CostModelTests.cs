namespace MarketPulse.Infra.Tests.Cost;

/// <summary>The figures of the handbook are those of the model.</summary>
public class CostModelTests
{
    private const string Begin = "<!-- computed: begin -->\n";
    private const string End = "<!-- computed: end -->";

    [Fact]
    public void Handbook_shows_what_the_model_computes()
    {
        string path = Repository.Path("infra", "README.md");
        string handbook = File.ReadAllText(path);
        int begin = handbook.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        int end = handbook.IndexOf(End, StringComparison.Ordinal);

        if (Environment.GetEnvironmentVariable("MARKETPULSE_WRITE_COSTS") == "1")
        {
            handbook = handbook[..begin] + CostModel.Report() + handbook[end..];
            File.WriteAllText(path, handbook);
            end = handbook.IndexOf(End, StringComparison.Ordinal);
        }

        handbook[begin..end].ShouldBe(CostModel.Report(), "Run this test with MARKETPULSE_WRITE_COSTS=1 to renew the section.");
    }

    [Fact]
    public void Idle_installation_costs_little_more_than_its_queue_and_alerts()
    {
        double idle = CostModel.Month(new DailyUse(Load.All[0]), new Prices()).Sum(line => line.Dollars);

        // The base price of Service Bus, and at most about as much again for alerts, logs and polling.
        idle.ShouldBeInRange(9.81, 20);
    }

    [Fact]
    public void More_work_never_costs_less()
    {
        var prices = new Prices();
        var load = new Load("some", 1_000, 50, 10, 100);
        double before = CostModel.Month(new DailyUse(load), prices).Sum(line => line.Dollars);

        Load[] larger =
        [
            load with { Articles = 10_000 }, load with { Reports = 500 }, load with { Events = 100 }, load with { Instruments = 1_000 },
        ];
        foreach (Load more in larger)
        {
            CostModel.Month(new DailyUse(more), prices).Sum(line => line.Dollars).ShouldBeGreaterThan(before);
        }
    }

    [Fact]
    public void Model_and_workbook_use_every_price()
    {
        string used = File.ReadAllText(Repository.Path("tests", "MarketPulse.Infra.Tests", "Cost", "CostModel.cs"))
            + File.ReadAllText(Repository.Path("infra", "workbook.json"));

        new Prices().Names.ShouldAllBe(name => used.Contains(name, StringComparison.Ordinal));
    }
}
