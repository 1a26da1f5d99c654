using System.Text.Json;
using MarketPulse.Core.Events;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Profiles;

/// <summary>
/// Profiles that follow what changed equal those measured from scratch, whatever happens to the messages of a run.
/// </summary>
public abstract class ProfilesSpecification : StoresUnderTest
{
    private readonly SentMessages _sent = new();

    private protected abstract int Rounds { get; }

    private protected ProfileWorld World => Get<ProfileWorld>();

    private IProfilePartStore Parts => Get<IProfilePartStore>();

    [Fact]
    public async Task After_random_changes_profiles_equal_those_measured_from_scratch_although_messages_repeat_get_lost_and_overtake()
    {
        await World.StartAsync(Cancel);
        var random = new Random(20);
        for (int round = 0; round < Rounds; round++)
        {
            await World.ChangeAsync(random, Cancel);
            if (random.Next(2) == 0)
            {
                // A run whose messages are delivered late, more than once or not at all, while the next changes arrive.
                await QueueAsync();
                WorkMessage[] late = [.. _sent.TakeAll().Where(_ => random.Next(3) > 0)];
                await World.ChangeAsync(random, Cancel);
                await QueueAsync();
                WorkMessage[] all = [.. _sent.TakeAll(), .. late, .. late];
                random.Shuffle(all);
                await DeliverAsync(all);
            }

            Clock.Advance(TimeSpan.FromMinutes(random.Next(1, 200)));
            await SettleAsync();
            await ShouldEqualFromScratchAsync();
        }
    }

    [Fact]
    public async Task Only_the_instruments_that_changed_are_measured_and_only_rows_that_differ_are_written()
    {
        await World.StartAsync(Cancel);
        await SettleUntilMarksAreOldAsync();
        Dictionary<string, string?> before = await VersionsAsync();

        await World.AddBarAsync("FXI", Cancel);
        await QueueAsync();

        List<WorkMessage> messages = _sent.TakeAll();
        messages.SelectMany(message => message.Symbols!).ShouldBe(["FXI", "MIX"], "MIX is a portfolio that holds FXI");
        await DeliverAsync(messages);
        (await VersionsAsync()).Where(part => part.Value != before[part.Key]).Select(part => part.Key).ShouldBe(["FXI", "MIX"]);
        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task New_bars_of_a_benchmark_concern_the_instruments_measured_against_it()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();
        await SettleUntilMarksAreOldAsync();

        await World.AddBarAsync("SPY", Cancel);
        await QueueAsync();

        _sent.TakeAll().SelectMany(message => message.Symbols!).Order(StringComparer.Ordinal)
            .ShouldBe(World.Instruments.Select(instrument => instrument.Symbol).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task New_releases_have_the_instruments_measured_that_they_concern_and_change_the_clean_beta_alone()
    {
        await World.StartAsync(Cancel);
        await SettleUntilMarksAreOldAsync();
        List<SensitivityProfile> before = await ProfilesAsync();
        before.Where(row => row.BetaBps is not null).ShouldAllBe(row => row.BetaCleanBps == row.BetaBps && row.ReleaseSessions == 0);

        World.Releases = new ReleaseCalendar(Enumerable.Range(0, 12).Select(i => new ScheduledRelease(
            new DateTimeOffset(2024, 10, 1, 21, 0, 0, TimeSpan.Zero).AddDays(14 * i), ReleaseKind.Earnings, "FXI")));
        await QueueAsync();
        List<WorkMessage> messages = _sent.TakeAll();
        await DeliverAsync(messages);

        messages.SelectMany(message => message.Symbols!).ShouldBe(["FXI"]);
        List<SensitivityProfile> after = await ProfilesAsync();
        after.Where(row => row.Symbol == "FXI" && row is { Horizon: "all", BetaBps: not null })
            .ShouldAllBe(row => row.BetaCleanBps != row.BetaBps && row.ReleaseSessions > 6);
        after.Select(Others).ToList().ShouldHaveSameContentAs([.. before.Select(Others)]);
        await ShouldEqualFromScratchAsync();
        List<ImpactScore> scores = await Get<IScoreStore>().QueryAsync(new ScoreQuery(), Cancel).ToListAsync(Cancel);
        scores.Where(score => score.Confounders.Length > 0).ShouldNotBeEmpty();
        scores.ShouldAllBe(score => score.Symbol == "FXI" || score.Confounders == "");
        Get<IScoreStore>().QueryAsync(new ScoreQuery { Symbol = "FXI" }, Cancel).ToBlockingEnumerable(Cancel)
            .Select(score => (score.RowKey, score.Confounders))
            .ShouldBe(scores.Where(score => score.Symbol == "FXI").Select(score => (score.RowKey, score.Confounders)));

        static SensitivityProfile Others(SensitivityProfile row) => row with
        {
            BetaCleanBps = null,
            BetaCleanErrorBps = null,
            PBetaClean = null,
            ReleaseSessions = null,
            ModifiedUtc = default,
        };
    }

    [Fact]
    public async Task Without_changes_nothing_is_queued_measured_or_written()
    {
        await World.StartAsync(Cancel);
        await SettleUntilMarksAreOldAsync();
        Dictionary<string, string?> before = await VersionsAsync();
        DateTimeOffset written = Clock.GetUtcNow();

        await QueueAsync();

        _sent.TakeAll().ShouldBeEmpty();
        (await VersionsAsync()).ShouldBe(before);
        (await ProfilesAsync()).ShouldAllBe(row => row.ModifiedUtc <= written);
    }

    [Fact]
    public async Task An_instrument_marked_as_changed_whose_inputs_are_the_same_is_not_measured_again()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();
        DateTimeOffset written = Clock.GetUtcNow();

        // Within the hour, the marks still name everything.
        Clock.Advance(TimeSpan.FromMinutes(5));
        await QueueAsync();
        List<WorkMessage> messages = _sent.TakeAll();
        messages.ShouldNotBeEmpty();
        await DeliverAsync(messages);

        (await ProfilesAsync()).ShouldAllBe(row => row.ModifiedUtc <= written);
        (await Parts.ReadAsync(Cancel)).ShouldAllBe(part => part.Run == messages[0].Id);
        (await Parts.ReadProfilesAsync("m1_p1|all", Cancel).Select(profile => profile.Symbol).Distinct().CountAsync(Cancel))
            .ShouldBe(World.Instruments.Count, "they keep their profiles");
    }

    [Fact]
    public async Task Profiles_are_published_by_the_batch_that_completes_the_run_and_not_before()
    {
        await World.StartAsync(Cancel);
        await QueueAsync();
        List<WorkMessage> batches = _sent.TakeAll();
        batches.Count.ShouldBe(2);

        await DeliverAsync([batches[1], batches[1]]);
        (await ProfilesAsync()).ShouldBeEmpty();
        await DeliverAsync([batches[0]]);

        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task A_run_that_lost_a_batch_is_completed_by_the_next_one_which_publishes_what_is_in()
    {
        await World.StartAsync(Cancel);
        await QueueAsync();
        List<WorkMessage> batches = _sent.TakeAll();
        await DeliverAsync([batches[0]]);
        Clock.Advance(TimeSpan.FromHours(5));

        await QueueAsync();

        (await ProfilesAsync()).Select(row => row.Symbol).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(batches[0].Symbols!.Order(StringComparer.Ordinal));
        List<WorkMessage> rest = _sent.TakeAll();
        batches[1].Symbols!.ShouldBeSubsetOf(rest.SelectMany(message => message.Symbols!));
        await DeliverAsync(rest);
        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task A_run_that_stopped_while_it_published_is_published_by_the_next_one()
    {
        await World.StartAsync(Cancel);
        await QueueAsync();
        var stopping = new InterruptedSensitivityStore(Get<ISensitivityStore>(), () => throw new IOException("The process ended."));
        var publish = new PublishProfiles(Parts, stopping, Get<IDimensionWriter>(), World.Watchlist);
        foreach (WorkMessage batch in _sent.TakeAll())
        {
            try
            {
                await new ProfileInstruments(Get<MeasureParts>(), Parts, publish, World.Watchlist, Get<IScoreStore>())
                    .RunAsync(batch, Cancel);
            }
            catch (IOException)
            {
            }
        }

        (await ProfilesAsync()).ShouldBeEmpty();
        Clock.Advance(TimeSpan.FromHours(1));
        await QueueAsync();

        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task A_publisher_that_another_overtakes_leaves_none_of_its_older_rows()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();
        Clock.Advance(TimeSpan.FromHours(3));
        await World.AddBarAsync("FXI", Cancel);
        await QueueAsync();
        List<WorkMessage> first = _sent.TakeAll();

        // After the slow publisher has read its parts and before it writes, an event is added, measured and published.
        var slow = new InterruptedSensitivityStore(Get<ISensitivityStore>(), async () =>
        {
            await World.AddEventAsync(Cancel);
            Clock.Advance(TimeSpan.FromHours(1));
            await SettleAsync();
        });
        var publish = new PublishProfiles(Parts, slow, Get<IDimensionWriter>(), World.Watchlist);
        foreach (WorkMessage batch in first)
        {
            await new ProfileInstruments(Get<MeasureParts>(), Parts, publish, World.Watchlist, Get<IScoreStore>()).RunAsync(batch, Cancel);
        }

        slow.Interruptions.ShouldBe(1);
        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task Batches_that_end_while_one_publishes_leave_it_to_that_one_which_publishes_what_they_brought()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();
        Clock.Advance(TimeSpan.FromHours(3));
        await World.AddBarAsync("SPY", Cancel);
        await QueueAsync();
        List<WorkMessage> batches = _sent.TakeAll();
        batches.Count.ShouldBe(2);
        int left = 0;
        var slow = new InterruptedSensitivityStore(Get<ISensitivityStore>(), async () =>
        {
            // More deliveries than a publisher has attempts, the first of which brings new parts.
            await World.AddEventAsync(Cancel);
            await World.Find.RunAsync(Cancel);
            for (int i = 0; i < 12; i++)
            {
                foreach (WorkMessage batch in batches)
                {
                    (await World.Profile.RunAsync(batch, Cancel)).ShouldBe(0);
                    left++;
                }
            }
        });
        var publish = new PublishProfiles(Parts, slow, Get<IDimensionWriter>(), World.Watchlist);
        foreach (WorkMessage batch in batches)
        {
            await new ProfileInstruments(Get<MeasureParts>(), Parts, publish, World.Watchlist, Get<IScoreStore>()).RunAsync(batch, Cancel);
        }

        left.ShouldBe(24);
        await ShouldEqualFromScratchAsync();
        (await Parts.ReadRunAsync(Cancel)).Publisher.ShouldBe("");
    }

    [Fact]
    public async Task Two_workers_that_measure_one_instrument_at_the_same_time_leave_the_part_of_one_and_the_other_tries_again()
    {
        await World.StartAsync(Cancel);
        await QueueAsync();
        ProfilePart[] read = [.. await Parts.ReadAsync(Cancel)];
        List<WorkMessage> batches = _sent.TakeAll();
        await DeliverAsync(batches);
        ProfilePart stale = (await Get<MeasureParts>().RunAsync(
            [World.Instruments[1]], read.ToDictionary(part => part.Symbol), batches[0].Id, Cancel)).Single();

        (await Parts.TrySaveAsync(stale, Cancel)).ShouldBeFalse();
        await DeliverAsync(batches);

        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task An_instrument_that_left_the_watchlist_loses_its_profiles_and_those_of_others_follow()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();

        await World.RemoveAsync("EEM", Cancel);
        Clock.Advance(TimeSpan.FromHours(3));
        await SettleAsync();

        (await ProfilesAsync()).ShouldNotContain(row => row.Symbol == "EEM");
        (await Parts.ReadAsync(Cancel)).ShouldNotContain(part => part.Symbol == "EEM");
        await ShouldEqualFromScratchAsync();
    }

    [Fact]
    public async Task Calibrations_are_stored_with_the_profiles_and_equal_those_of_the_whole_watchlist()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();

        List<Calibration> stored = await Get<IRowReader>().ReadAsync<Calibration>(new RowQuery(), Cancel)
            .Select(row => row.Row).ToListAsync(Cancel);
        IReadOnlyList<Calibration> measured = await Get<CalibrateScores>().MeasureAsync(World.Instruments, Cancel);
        measured.Count(row => row.Windows > 0).ShouldBeGreaterThan(3);
        Text(stored).ShouldBe(
            Text([.. measured.OrderBy(row => row.WindowKey, StringComparer.Ordinal).ThenBy(row => row.Symbol, StringComparer.Ordinal)]));

        static string Text(IEnumerable<Calibration> rows) =>
            JsonSerializer.Serialize(rows.Select(row => row with { ModifiedUtc = default }));
    }

    [Fact]
    public async Task Findings_have_the_q_values_of_the_profiles_and_say_why_a_check_cannot_be_made()
    {
        await World.StartAsync(Cancel);
        await SettleAsync();

        List<ReactionFinding> findings = await FindingsAsync();
        Dictionary<string, SensitivityProfile> profiles = (await ProfilesAsync())
            .Where(row => row is { PartitionKey: "p0_p0|all", Kind: "all" }).ToDictionary(row => row.Symbol, StringComparer.Ordinal);
        findings.ShouldAllBe(row => row.StaleFixing == profiles[row.Symbol].Marks.Contains("stale_fixing"));
        foreach (ReactionFinding row in findings)
        {
            SensitivityProfile profile = profiles[row.Symbol];
            bool isEscalation = row.Stance == Stance.Escalation;
            row.Days.ShouldBe(isEscalation ? profile.EscalationDays : profile.DeescalationDays, row.RowKey);
            row.MeanPct.ShouldBe(isEscalation ? profile.EscalationMeanPct : profile.DeescalationMeanPct, row.RowKey);
            row.Q.ShouldBe(isEscalation ? profile.QEscalation : profile.QDeescalation, row.RowKey);
            row.Reason.Contains("too_few_events").ShouldBe(row.Days < 6, row.RowKey);
            (row.QMinute is null).ShouldBe(row.Days < 6 || row.Reason.Contains("minute_too_few_events"), row.RowKey);
            (row.PPlacebo is null).ShouldBe(row.Days < 6 || row.Reason.Contains("placebo_too_few_quiet_days"), row.RowKey);
        }
    }

    [Fact]
    public async Task Reactions_over_decades_of_sessions_are_read_as_they_were_written()
    {
        var random = new Random(22);
        DateOnly first = new(1990, 1, 1);
        DateOnly[] sessions = [.. Enumerable.Range(0, 9000).Select(first.AddDays)];
        var member = new ReactionMember("OLD")
        {
            IsStale = true,
            Days = [new ReactionDay(sessions[5], -1) { TimedSign = 0, Car = -0.01, Scar = double.NaN, MeanCar = 0.1 + 0.2 }],
            EventDates = [sessions[5]],
            Sessions = sessions,
            Scars = [.. sessions.Select((_, i) => i < 70 ? double.NaN : random.NextDouble() - 0.5)],
        };
        var part = new ProfilePart
        {
            Symbol = "OLD",
            Definition = "d",
            Inputs = "i",
            Run = "r",
            Profiles = [],
            Calibrations = [],
            Reactions = member,
        };

        (await Parts.TrySaveAsync(part, Cancel)).ShouldBeTrue();
        ProfilePart stored = (await Parts.ReadAsync(Cancel)).Single();
        (await Parts.TrySaveAsync(stored with { Run = "next", Profiles = null }, Cancel)).ShouldBeTrue();

        ReactionMember read = (await Parts.ReadReactionsAsync(Cancel).ToListAsync(Cancel)).Single();
        (read.Symbol, read.IsStale).ShouldBe(("OLD", true));
        read.Days.ShouldBe(member.Days);
        read.EventDates.ShouldBe(member.EventDates);
        read.Sessions.ShouldBe(sessions);
        read.Scars.ShouldBe(member.Scars);
    }

    [Fact]
    public async Task A_message_without_instruments_is_a_permanent_fault_and_one_of_unknown_instruments_is_done()
    {
        await World.StartAsync(Cancel);
        WorkMessage none = WorkMessage.ForProfiles("run", 0, []).Body, unknown = WorkMessage.ForProfiles("run", 1, ["GONE"]).Body;

        (await Should.ThrowAsync<PermanentFaultException>(() => World.Profile.RunAsync(none, Cancel))).Reason.ShouldBe("no_symbols");
        await World.Profile.RunAsync(unknown, Cancel);
    }

    private protected void RegisterWorld(IServiceCollection services)
    {
        ProfileWorld.Register(services);
        services.AddSingleton<IWorkQueue>(_sent);
    }

    private Task<SensitivitySummary> QueueAsync() => World.Summarize.RunAsync(Cancel);

    private protected async Task DeliverAsync(IEnumerable<WorkMessage> messages)
    {
        foreach (WorkMessage message in messages)
        {
            // As the receivers see it.
            await World.Profile.RunAsync(WorkMessage.Parse(message.ToJson()), Cancel);
        }
    }

    private async Task SettleAsync()
    {
        await QueueAsync();
        await DeliverAsync(_sent.TakeAll());
    }

    /// <summary>Marks are precise to the hour, so the run after a change looks at the instrument once more.</summary>
    private protected async Task SettleUntilMarksAreOldAsync()
    {
        for (int i = 0; i < 2; i++)
        {
            await SettleAsync();
            Clock.Advance(TimeSpan.FromHours(3));
        }
    }

    private async Task<List<SensitivityProfile>> ProfilesAsync() =>
        await Get<ISensitivityStore>().QueryAsync(new SensitivityQuery(), Cancel).ToListAsync(Cancel);

    private async Task<Dictionary<string, string?>> VersionsAsync() =>
        (await Parts.ReadAsync(Cancel)).ToDictionary(part => part.Symbol, part => part.Version);

    private async Task ShouldEqualFromScratchAsync()
    {
        IReadOnlyList<SensitivityProfile> measured = await World.Measure.RunAsync(includeDateOnly: false, Cancel);
        measured.Count(row => row.ShrunkBps is not null).ShouldBeGreaterThan(10);
        measured.Count(row => row.PPlacebo is not null).ShouldBeGreaterThan(10);
        List<SensitivityProfile> stored = await ProfilesAsync();
        stored.Select(row => $"{row.PartitionKey} {row.RowKey}").ShouldBe(measured.Select(row => $"{row.PartitionKey} {row.RowKey}"));
        foreach ((SensitivityProfile one, SensitivityProfile other) in stored.Zip(measured))
        {
            Text(one).ShouldBe(Text(other), $"{one.PartitionKey} {one.RowKey}");
        }

        await FindingsShouldEqualFromScratchAsync();

        static string Text(SensitivityProfile row) => JsonSerializer.Serialize(row with { ModifiedUtc = default });
    }

    private async Task FindingsShouldEqualFromScratchAsync()
    {
        IReadOnlyList<ProfilePart> parts = await Get<MeasureParts>().RunAsync(
            World.Instruments, new Dictionary<string, ProfilePart>(), run: "", Cancel);
        ReactionMember[] members =
            [.. parts.Select(part => part.Reactions).OfType<ReactionMember>().OrderBy(member => member.Symbol, StringComparer.Ordinal)];
        IReadOnlyList<ReactionFinding> measured = ReactionFinding.Of(new ReactionFamily(members), "p0_p0");
        measured.Count(row => row.Q is not null).ShouldBeGreaterThan(2);
        List<ReactionFinding> stored = await FindingsAsync();
        stored.Select(Text).ShouldBe(measured.OrderBy(row => row.RowKey, StringComparer.Ordinal).Select(Text));

        static string Text(ReactionFinding row) => JsonSerializer.Serialize(row with { ModifiedUtc = default });
    }

    private async Task<List<ReactionFinding>> FindingsAsync() => await Get<IRowReader>()
        .ReadAsync<ReactionFinding>(new RowQuery(), Cancel).Select(row => row.Row).ToListAsync(Cancel);
}

public class InMemoryProfilesTests : ProfilesSpecification
{
    private protected override int Rounds => 12;

    protected override void Register(IServiceCollection services)
    {
        services.AddMarketPulseInMemoryStorage();
        RegisterWorld(services);
    }
}

public class TableProfilesTests(AzuriteFixture azurite) : ProfilesSpecification
{
    private protected override int Rounds => 4;

    [Fact]
    public async Task A_run_without_changes_reads_the_run_the_marks_and_a_small_row_per_instrument_and_notes_that_it_has_looked()
    {
        await World.StartAsync(Cancel);
        await SettleUntilMarksAreOldAsync();

        (int requests, int writes) = await RequestCount.OfAsync(async () =>
        {
            await World.Publish.RunAsync(Cancel);
            (await World.Find.RunAsync(Cancel)).ShouldBeEmpty();
        });

        requests.ShouldBe(7, "twice the run and the parts, the marks of scores and of prices, and the run's new time");
        writes.ShouldBe(1);
    }

    [Fact]
    public async Task The_requests_for_one_changed_instrument_do_not_grow_with_the_events_and_instruments_around_it()
    {
        await World.StartAsync(Cancel);
        int few = await RequestsForAChangeAsync();
        for (int i = 0; i < 60; i++)
        {
            await World.AddEventAsync(Cancel);
        }

        int many = await RequestsForAChangeAsync();

        TestContext.Current.TestOutputHelper!.WriteLine($"22 events: {few} requests; 82 events: {many}");
        many.ShouldBeLessThanOrEqualTo(few * 3 / 2);
    }

    private async Task<int> RequestsForAChangeAsync()
    {
        await SettleUntilMarksAreOldAsync();
        await World.AddBarAsync("JD", Cancel);
        (int requests, _) = await RequestCount.OfAsync(async () => await DeliverAsync(
            (await World.Find.RunAsync(Cancel)).Select(message => message.Body)));
        return requests;
    }

    protected override void Register(IServiceCollection services)
    {
        RegisterAzurite(services, azurite);
        RegisterWorld(services);
    }
}
