using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using MarketPulse.Core.Impact;
using MarketPulse.Local.Hosting;

namespace MarketPulse.Local.Tests.Commands;

public sealed class DoctorCommandTests(DemoStorage demo) : IClassFixture<DemoStorage>
{
    [Fact]
    public async Task A_sound_machine_passes_every_check()
    {
        Run run = await RunAsync();

        run.ExitCode.ShouldBe(0, run.Error);
        Checks(run)["storage"].ShouldBe("ok");
        Checks(run)["clock"].ShouldBe("ok");
        Checks(run)["settings"].ShouldBe("ok");
        Checks(run)["scheduled releases"].ShouldBe("ok");
    }

    [Fact]
    public async Task A_clock_behind_the_data_is_found()
    {
        Run run = await RunAsync(now: Cli.Now.AddDays(-30));

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("clock: 2025-12-16 12:00 UTC, but the data was written at 2026-01-15 12:00 Set the clock");
    }

    [Fact]
    public async Task Unreachable_storage_is_found_and_the_other_checks_are_still_made()
    {
        const string Nowhere = "UseDevelopmentStorage=true;DevelopmentStorageProxyUri=http://127.0.0.1:9";

        Run run = await Cli.RunAsync(["doctor", "--offline", "--storage", Nowhere, "--output", "json"]);

        run.ExitCode.ShouldBe(1);
        Checks(run)["storage"].ShouldBe("failed");
        Checks(run)["settings"].ShouldBe("ok");
    }

    [Fact]
    public async Task A_wrong_setting_is_named()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("marketpulse-doctor").FullName, "settings.json");
        await File.WriteAllTextAsync(file, """{"Values":{"Feeds__News__0__Url":"ftp://example.com"}}""");

        Run run = await RunAsync(more: ["--settings", file]);

        run.ExitCode.ShouldBe(1);
        Checks(run)["settings"].ShouldBe("failed");
        run.Error.ShouldContain("Feeds");
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task A_missing_Node_says_what_to_install()
    {
        DoctorCheck check = await Doctor.NodeAsync("no-such-node", CancellationToken.None);

        check.Result.ShouldBe(DoctorCheck.Failed);
        check.Fix.ShouldNotBeNull().ShouldStartWith("Install Node.js 20 or newer");
    }

    [Fact]
    public void A_calendar_of_releases_that_has_ended_is_a_warning_with_what_to_add()
    {
        var ended = new ScheduledRelease(new DateTimeOffset(2027, 12, 8, 19, 0, 0, TimeSpan.Zero), ReleaseKind.Fomc);
        var ahead = new ScheduledRelease(new DateTimeOffset(2028, 1, 12, 13, 30, 0, TimeSpan.Zero), ReleaseKind.Cpi);
        var calendar = new ReleaseCalendar([ended, ahead]);

        Doctor.Releases(calendar, ended.Time).Result.ShouldBe(DoctorCheck.Ok);
        DoctorCheck check = Doctor.Releases(calendar, ended.Time.AddDays(1));

        check.Result.ShouldBe(DoctorCheck.Warning);
        check.Finding.ShouldBe("the calendar ends: fomc on 2027-12-08; later releases are not taken into account");
        check.Fix.ShouldNotBeNull().ShouldContain("Scoring__ConfoundersFile");
    }

    [Fact]
    public void A_port_in_use_is_a_warning()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Doctor.Port(((IPEndPoint)taken.LocalEndpoint).Port).Result.ShouldBe(DoctorCheck.Warning);
    }

    [Fact]
    public void A_data_folder_that_is_a_file_fails_with_the_option_to_use()
    {
        string file = Path.GetTempFileName();

        DoctorCheck check = Doctor.Folder(file);

        check.Result.ShouldBe(DoctorCheck.Failed);
        check.Fix.ShouldNotBeNull().ShouldContain("--data");
        File.Delete(file);
    }

    private static Dictionary<string, string> Checks(Run run) => JsonDocument.Parse(run.Output).RootElement.EnumerateArray()
        .ToDictionary(check => check.GetProperty("check").GetString()!, check => check.GetProperty("result").GetString()!);

    private Task<Run> RunAsync(DateTimeOffset? now = null, params string[] more) =>
        Cli.RunAsync(["doctor", "--offline", "--storage", demo.ConnectionString, "--output", "json", .. more], now: now);
}
