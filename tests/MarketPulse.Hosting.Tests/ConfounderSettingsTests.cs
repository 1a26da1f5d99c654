using MarketPulse.Core.Impact;
using MarketPulse.Core.Markets.Venues;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting.Tests;

/// <summary>The calendar of scheduled releases that the settings make.</summary>
public sealed class ConfounderSettingsTests : IDisposable
{
    private static readonly SessionCalendar Sessions = new(VenueCatalog.Get("XNYS"), []);

    private readonly string _file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.csv");

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_a_file_the_calendar_has_the_shipped_statements(string? setting)
    {
        ReleaseCalendar calendar = Calendar(setting);

        CodesOn(calendar, new DateOnly(2016, 1, 27)).ShouldBe("fomc");
        CodesOn(calendar, new DateOnly(2027, 12, 8)).ShouldBe("fomc");
        CodesOn(calendar, new DateOnly(2020, 3, 16)).ShouldBe("", "the statement of 15 March 2020 was not scheduled");
        CodesOn(calendar, new DateOnly(2024, 9, 19)).ShouldBe("");
    }

    [Fact]
    public void File_adds_its_releases_to_the_shipped_ones()
    {
        File.WriteAllText(_file, "time,code,symbol\n2024-09-18T08:30-04:00,cpi,\n2024-09-18T14:00-04:00,fomc,\n"
            + "2024-09-18T16:30-04:00,earnings,AAPL\n");

        ReleaseCalendar calendar = Calendar(_file);

        CodesOn(calendar, new DateOnly(2024, 9, 18)).ShouldBe("fomc|cpi");
        CodesOn(calendar, new DateOnly(2024, 9, 19), "AAPL").ShouldBe("earnings");
        CodesOn(calendar, new DateOnly(2024, 11, 7)).ShouldBe("fomc");
    }

    [Theory]
    [InlineData("time,code\n2024-08-01T14:00-04:00,gdp\n", "line 2: code 'gdp' is not one of fomc, cpi, payrolls, ecb, earnings; use")]
    [InlineData("time,code\n2024-08-01T08:30-04:00,cpi\n2024-08-01T08:30,cpi\n", "line 3: time '2024-08-01T08:30' is not a time with")]
    [InlineData("time,code\n2024-08-01,cpi\n", "line 2: time '2024-08-01' is not a time with a zone; write it like 2019-09-18T14:00-04:00")]
    [InlineData("time,code\n2024-08-01T16:30-04:00,earnings\n", "line 2: earnings need a symbol; fill it in")]
    [InlineData("", "has no releases; write a header with the columns time and code")]
    public void Host_refuses_a_file_with_an_error_and_says_where_it_is(string content, string problem)
    {
        File.WriteAllText(_file, content);

        using ServiceProvider services = Services(_file);
        OptionsValidationException refused =
            Should.Throw<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);

        refused.Message.ShouldStartWith($"Setting Scoring__ConfoundersFile: {_file}");
        refused.Message.ShouldContain(problem);
        Should.Throw<OptionsValidationException>(services.GetRequiredService<ReleaseCalendar>);
    }

    [Fact]
    public void Host_refuses_a_file_that_cannot_be_read()
    {
        using ServiceProvider services = Services(_file);

        Should.Throw<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate)
            .Message.ShouldContain("cannot be read");
    }

    [Fact]
    public void Later_settings_replace_earlier_ones()
    {
        var services = new ServiceCollection();
        services.AddConfounderSettings(Configuration("missing.csv")).AddConfounderSettings(Configuration(null));
        using ServiceProvider provider = services.BuildServiceProvider();

        CodesOn(provider.GetRequiredService<ReleaseCalendar>(), new DateOnly(2024, 9, 18)).ShouldBe("fomc");
    }

    private static string CodesOn(ReleaseCalendar calendar, DateOnly day, string symbol = "SPY") =>
        calendar.CodesInside(symbol, day, new EventWindow(0, 0), Sessions);

    private static ReleaseCalendar Calendar(string? path)
    {
        using ServiceProvider services = Services(path);
        services.GetRequiredService<IStartupValidator>().Validate();
        return services.GetRequiredService<ReleaseCalendar>();
    }

    private static ServiceProvider Services(string? path) =>
        new ServiceCollection().AddConfounderSettings(Configuration(path)).BuildServiceProvider();

    private static IConfigurationRoot Configuration(string? path) => new ConfigurationBuilder()
        .AddInMemoryCollection(new Dictionary<string, string?> { ["Scoring:ConfoundersFile"] = path })
        .Build();
}
