using MarketPulse.Core.Impact;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class ScoreStoreSpecification : StoresUnderTest
{
    [Fact]
    public async Task Scores_and_paths_are_read_as_they_were_stored()
    {
        ImpactScore[] given = [Samples.Score("EURUSD=X", "m1_p1"), Samples.Score("FXI", "m1_p1"), Samples.Score("FXI", "p0_p0")];
        AbnormalReturn[] paths = [.. Enumerable.Range(-2, 5).Select(day => Samples.Path("FXI", day)), Samples.Path("EURUSD=X")];

        (await Scores.SaveAsync(given, paths, Cancel)).ShouldBe(3);

        DateTimeOffset now = Clock.GetUtcNow();
        (await Scores.ReadEventAsync(Samples.EventId, Cancel).ToListAsync(Cancel))
            .ShouldBe(given.Select(score => score with { ModifiedUtc = now }));
        (await Scores.ReadPathsAsync(Samples.EventId, "FXI", Cancel).ToListAsync(Cancel))
            .ShouldBe(paths[..5].Select(path => path with { ModifiedUtc = now }));
        (await Scores.ReadPathsAsync(Samples.EventId, null, Cancel).CountAsync(Cancel)).ShouldBe(6);
    }

    [Fact]
    public async Task Storing_the_same_scores_again_writes_nothing()
    {
        await Scores.SaveAsync([Samples.Score()], [Samples.Path()], Cancel);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        (await Scores.SaveAsync([Samples.Score()], [Samples.Path()], Cancel)).ShouldBe(0);

        (await One()).ModifiedUtc.ShouldBe(first);
    }

    [Theory]
    [InlineData(2, 5, 1)]
    [InlineData(1, 6, 1)]
    [InlineData(1, 5, 2)]
    public async Task A_fresher_run_replaces_what_is_stored(int revision, int bar, int priceRevision)
    {
        await Scores.SaveAsync([Samples.Score()], [Samples.Path(day: 0), Samples.Path(day: 1)], Cancel);

        ImpactScore fresher = Samples.Score(revision: revision, bar: bar, priceRevision: priceRevision) with { CarPct = 7 };
        AbnormalReturn path = Samples.Path(day: 0, revision: revision, bar: bar, priceRevision: priceRevision);
        (await Scores.SaveAsync([fresher], [path], Cancel)).ShouldBe(1);

        (await One()).CarPct.ShouldBe(7);
        (await ByInstrument()).CarPct.ShouldBe(7);
        (await Scores.ReadPathsAsync(Samples.EventId, "FXI", Cancel).Select(path => path.Day).ToListAsync(Cancel)).ShouldBe([0]);
    }

    [Theory]
    [InlineData(1, 5, 1)]
    [InlineData(2, 4, 2)]
    [InlineData(2, 5, 1)]
    public async Task A_stale_run_never_overwrites_a_fresher_row(int revision, int bar, int priceRevision)
    {
        await Scores.SaveAsync([Samples.Score(revision: 2, priceRevision: 2)], [Samples.Path(revision: 2, priceRevision: 2)], Cancel);

        ImpactScore stale = Samples.Score(revision: revision, bar: bar, priceRevision: priceRevision) with { CarPct = 7 };
        AbnormalReturn stalePath = Samples.Path(revision: revision, bar: bar, priceRevision: priceRevision) with { ArPct = 7 };
        (await Scores.SaveAsync([stale], [stalePath], Cancel)).ShouldBe(0);

        (await One()).CarPct.ShouldNotBe(7);
        (await ByInstrument()).CarPct.ShouldNotBe(7);
        (await Scores.ReadPathsAsync(Samples.EventId, null, Cancel).SingleAsync(Cancel)).ArPct.ShouldNotBe(7);
    }

    [Fact]
    public async Task A_run_with_a_newer_event_but_older_bars_must_be_repeated()
    {
        await Scores.SaveAsync([Samples.Score(bar: 6)], [], Cancel);

        StaleRunException stale = await Should.ThrowAsync<StaleRunException>(
            () => Scores.SaveAsync([Samples.Score(revision: 2, bar: 5)], [], Cancel));

        stale.Message.ShouldContain("Score the event again");
        (await One()).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_row_of_the_same_version_with_other_content_is_written()
    {
        await Scores.SaveAsync([Samples.Score()], [], Cancel);

        (await Scores.SaveAsync([Samples.Score() with { QEvent = 0.04 }], [], Cancel)).ShouldBe(1);

        (await One()).QEvent.ShouldBe(0.04);
        (await ByInstrument()).QEvent.ShouldBe(0.04);
    }

    [Fact]
    public async Task Overlaps_are_set_in_scores_and_copies_and_nothing_else_is_written()
    {
        await Scores.SaveAsync([Samples.Score(), Samples.Score("EEM")], [Samples.Path()], Cancel);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));

        (await Scores.SetOverlapsAsync([Samples.EventId], _ => Task.FromResult(Samples.Overlaps(("FXI", 2))), Cancel)).ShouldBe(1);
        (await Scores.SetOverlapsAsync([Samples.EventId], _ => Task.FromResult(Samples.Overlaps(("FXI", 2))), Cancel)).ShouldBe(0);

        List<ImpactScore> stored = await Scores.ReadEventAsync(Samples.EventId, Cancel).ToListAsync(Cancel);
        stored.ShouldBe(
        [
            Samples.Score("EEM") with { ModifiedUtc = first },
            Samples.Score() with { Overlaps = 2, ModifiedUtc = Clock.GetUtcNow() },
        ]);
        (await ByInstrument()).ShouldBe(stored[1]);
    }

    [Fact]
    public async Task Confounders_are_set_in_scores_copies_and_log_and_nothing_else_is_written()
    {
        ImpactScore moved = Samples.Score(window: "p0_p5");
        await Scores.SaveAsync([Samples.Score(), moved, Samples.Score("EEM")], [Samples.Path()], Cancel);
        DateTimeOffset first = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        ImpactScore[] named =
        [
            Samples.Score() with { Confounders = "fomc" }, Samples.Score("EEM"),
            moved with { Day0 = moved.Day0!.Value.AddDays(1), Confounders = "cpi" },
        ];

        (await Scores.SetConfoundersAsync(named, Cancel)).ShouldBe(1);
        (await Scores.SetConfoundersAsync(named, Cancel)).ShouldBe(0);

        List<ImpactScore> stored = await Scores.ReadEventAsync(Samples.EventId, Cancel).ToListAsync(Cancel);
        stored.ShouldBe(
        [
            Samples.Score("EEM") with { ModifiedUtc = first },
            Samples.Score() with { Confounders = "fomc", ModifiedUtc = Clock.GetUtcNow() },
            moved with { ModifiedUtc = first },
        ]);
        (await Scores.QueryAsync(new ScoreQuery { Symbol = "FXI" }, Cancel).ToListAsync(Cancel)).ShouldBe(stored[1..]);
        List<ImpactScore> logged = await Get<IScoreLog>().ReadAsOfAsync(Samples.EventId, Clock.GetUtcNow(), Cancel).ToListAsync(Cancel);
        logged.ShouldBe(stored);
    }

    [Fact]
    public async Task Overlaps_are_counted_again_when_the_scores_change_during_the_count()
    {
        await Scores.SaveAsync([Samples.Score()], [], Cancel);
        int counts = 0;

        await Scores.SetOverlapsAsync(
            [Samples.EventId],
            async _ =>
            {
                if (counts++ > 0)
                {
                    return Samples.Overlaps(("FXI", 3));
                }

                await Scores.SetOverlapsAsync([Samples.EventId], _ => Task.FromResult(Samples.Overlaps(("FXI", 3))), Cancel);
                return Samples.Overlaps(("FXI", 1));
            },
            Cancel);

        counts.ShouldBe(2);
        (await One()).Overlaps.ShouldBe(3);
        (await ByInstrument()).Overlaps.ShouldBe(3);
        (await Get<IScoreLog>().ReadAsOfAsync(Samples.EventId, Clock.GetUtcNow(), Cancel).SingleAsync(Cancel)).Overlaps.ShouldBe(3);
    }

    [Fact]
    public async Task Not_scored_rows_have_no_numbers_and_no_bars()
    {
        ImpactScore given = new()
        {
            EventId = Samples.EventId,
            EventTimeUtc = Samples.Noon,
            Symbol = "XYZ",
            WindowKey = "p0_p0",
            Status = ScoreStatus.NotScored,
            Reason = "no_prices",
            Revision = 1,
        };

        await Scores.SaveAsync([given], [], Cancel);
        (await Scores.SaveAsync([given], [], Cancel)).ShouldBe(0);

        (await One()).ShouldBe(given with { ModifiedUtc = Clock.GetUtcNow() });
    }

    [Fact]
    public async Task Deleting_an_event_removes_only_its_scores_copies_and_paths()
    {
        const string Other = "20250602T120000Z-1f0c9a3f";
        await Scores.SaveAsync([Samples.Score("FXI"), Samples.Score("EEM")], [Samples.Path("FXI"), Samples.Path("EEM")], Cancel);
        await Scores.SaveAsync([Samples.Score("FXI", eventId: Other)], [Samples.Path("FXI", eventId: Other)], Cancel);

        await Scores.DeleteEventAsync(Samples.EventId, Cancel);

        (await Scores.QueryAsync(new ScoreQuery(), Cancel).Select(score => score.EventId).ToListAsync(Cancel)).ShouldBe([Other]);
        (await Scores.QueryAsync(new ScoreQuery { Symbol = "FXI" }, Cancel).Select(score => score.EventId).ToListAsync(Cancel))
            .ShouldBe([Other]);
        (await Scores.QueryAsync(new ScoreQuery { Symbol = "EEM" }, Cancel).CountAsync(Cancel)).ShouldBe(0);
        (await Scores.ReadPathsAsync(Samples.EventId, null, Cancel).CountAsync(Cancel)).ShouldBe(0);
        (await Scores.ReadPathsAsync(Other, null, Cancel).CountAsync(Cancel)).ShouldBe(1);
        await Scores.DeleteEventAsync(Samples.EventId, Cancel);
    }

    [Fact]
    public async Task Scores_are_found_by_event_instrument_time_window_and_time_of_writing_earliest_event_first()
    {
        DateTimeOffset[] times = [new(2025, 5, 31, 23, 59, 59, TimeSpan.Zero), Samples.Noon, new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)];
        foreach (DateTimeOffset time in times)
        {
            string id = $"{time:yyyyMMdd'T'HHmmss'Z'}-1f0c9a3e";
            IEnumerable<ImpactScore> scores =
                from symbol in new[] { "FXI", "SPY", "^GSPC/x" }
                from window in new[] { "m1_p1", "p0_p0" }
                select Samples.Score(symbol, window, eventId: id) with { EventTimeUtc = time };
            await Scores.SaveAsync([.. scores], [], Cancel);
            Clock.Advance(TimeSpan.FromHours(1));
        }

        (await Count(new ScoreQuery())).ShouldBe(18);
        (await Count(new ScoreQuery { Symbol = "^GSPC/x" })).ShouldBe(6);
        (await Count(new ScoreQuery { Symbol = "FXI", WindowKey = "m1_p1" })).ShouldBe(3);
        (await Count(new ScoreQuery { EventId = Samples.EventId, Symbol = "FXI" })).ShouldBe(2);
        (await Count(new ScoreQuery { From = times[1], To = times[2] })).ShouldBe(6);
        (await Count(new ScoreQuery { Symbol = "SPY", From = times[1], To = times[2] })).ShouldBe(2);
        (await Count(new ScoreQuery { From = times[1].AddTicks(1) })).ShouldBe(6);
        (await Count(new ScoreQuery { To = times[1] })).ShouldBe(6);
        (await Count(new ScoreQuery { ModifiedSince = Clock.GetUtcNow().AddHours(-1) })).ShouldBe(6);
        (await Count(new ScoreQuery { EventId = "none" })).ShouldBe(0);
        foreach (ScoreQuery query in new[] { new ScoreQuery(), new ScoreQuery { Symbol = "FXI" } })
        {
            List<string> keys = await Scores.QueryAsync(query, Cancel).Select(score => score.RowKey).ToListAsync(Cancel);
            keys.ShouldBe(keys.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public async Task Scorers_that_race_leave_the_freshest_rows_everywhere()
    {
        string[] symbols = [.. Enumerable.Range(0, 12).Select(i => $"S{i:00}")];
        IEnumerable<int> versions = [5, 1, 4, 2, 6, 3];

        await Task.WhenAll(versions.Select(version => Task.Run(() => Scores.SaveAsync(
            [.. symbols.Select(symbol => Samples.Score(symbol, revision: version) with { CarPct = version })],
            [.. symbols.Select(symbol => Samples.Path(symbol, revision: version) with { ArPct = version })],
            Cancel))));

        (await Scores.ReadEventAsync(Samples.EventId, Cancel).ToListAsync(Cancel))
            .ShouldAllBe(score => score.Revision == 6 && score.CarPct == 6);
        (await Scores.ReadPathsAsync(Samples.EventId, null, Cancel).ToListAsync(Cancel))
            .ShouldAllBe(path => path.Revision == 6 && path.ArPct == 6);
        foreach (string symbol in symbols)
        {
            (await Scores.QueryAsync(new ScoreQuery { Symbol = symbol }, Cancel).SingleAsync(Cancel)).CarPct.ShouldBe(6);
        }
    }

    private async Task<ImpactScore> One() => await Scores.ReadEventAsync(Samples.EventId, Cancel).SingleAsync(Cancel);

    private async Task<ImpactScore> ByInstrument() =>
        await Scores.QueryAsync(new ScoreQuery { Symbol = "FXI" }, Cancel).SingleAsync(Cancel);

    private async Task<int> Count(ScoreQuery query) => await Scores.QueryAsync(query, Cancel).CountAsync(Cancel);
}

public class InMemoryScoreStoreTests : ScoreStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableScoreStoreTests(AzuriteFixture azurite) : ScoreStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
