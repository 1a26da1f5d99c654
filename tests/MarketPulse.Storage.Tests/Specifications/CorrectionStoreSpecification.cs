using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class CorrectionStoreSpecification : StoresUnderTest
{
    private ICorrectionStore Corrections => Get<ICorrectionStore>();

    [Fact]
    public async Task A_correction_is_read_as_it_was_stored()
    {
        Correction given = Merge() with { TimeUtc = Samples.Noon.AddTicks(7), TimeResolution = TimeResolution.Day, Stance = Stance.Mixed };

        (await Corrections.AddAsync(given, Cancel)).ShouldBeTrue();

        Correction stored = (await Corrections.FindAsync(given.CorrectionId, Cancel)).ShouldNotBeNull();
        stored.ShouldHaveSameContentAs(given with { ModifiedUtc = Clock.GetUtcNow() });
    }

    [Theory]
    [InlineData("20250602T120000Z-void-00000000")]
    [InlineData("no correction")]
    [InlineData("")]
    public async Task An_unknown_correction_is_not_found_and_cannot_be_revoked(string id)
    {
        (await Corrections.FindAsync(id, Cancel)).ShouldBeNull();
        (await Corrections.RevokeAsync(Merge() with { CorrectionId = id }, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task A_stored_correction_is_never_replaced()
    {
        await Corrections.AddAsync(Merge(), Cancel);

        (await Corrections.AddAsync(Merge() with { Reason = "another" }, Cancel)).ShouldBeFalse();

        (await Corrections.FindAsync(Merge().CorrectionId, Cancel))!.Reason.ShouldBe("one act");
    }

    [Fact]
    public async Task Corrections_are_read_by_the_time_of_their_report_across_months()
    {
        DateTimeOffset[] times = [new(2025, 5, 31, 23, 59, 59, 500, TimeSpan.Zero), Samples.Noon, new(2025, 7, 1, 0, 0, 0, TimeSpan.Zero)];
        foreach (DateTimeOffset time in times)
        {
            Correction one = Merge() with { PublishedUtc = time };
            await Corrections.AddAsync(one with { CorrectionId = Correction.CreateId(one, 0) }, Cancel);
        }

        (await TimesAsync(times[0], times[2])).ShouldBe([times[0], times[1]]);
        (await TimesAsync(times[0].AddTicks(1), DateTimeOffset.MaxValue)).ShouldBe([times[1], times[2]]);
        (await TimesAsync(DateTimeOffset.MinValue, times[0])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_revocation_is_added_once_and_changes_nothing_else()
    {
        await Corrections.AddAsync(Merge(), Cancel);
        DateTimeOffset now = Clock.GetUtcNow();
        Correction revoked = Merge() with { Reason = "ignored", RevokedUtc = now, RevokedBy = "editor", RevokedReason = "two acts" };

        Correction? stored = await Corrections.RevokeAsync(revoked, Cancel);
        Correction? again = await Corrections.RevokeAsync(revoked with { RevokedBy = "other", RevokedUtc = now.AddDays(1) }, Cancel);

        stored.ShouldBe(Merge() with { RevokedUtc = now, RevokedBy = "editor", RevokedReason = "two acts", ModifiedUtc = now });
        again.ShouldBe(stored);
        (await Corrections.FindAsync(Merge().CorrectionId, Cancel)).ShouldBe(stored);
    }

    private static Correction Merge() => new()
    {
        CorrectionId = "20250602T120000Z-merge-5b7d2468",
        Kind = CorrectionKind.Merge,
        EventId = Samples.EventId,
        ArticleId = "1f0c9a3e5b7d2468",
        PublishedUtc = Samples.Noon,
        OtherArticleId = "2f0c9a3e5b7d2468",
        OtherPublishedUtc = Samples.Noon.AddHours(30),
        MadeBy = "analyst",
        MadeUtc = Samples.Noon.AddDays(1),
        Reason = "one act",
    };

    private async Task<DateTimeOffset[]> TimesAsync(DateTimeOffset from, DateTimeOffset to) =>
        await Corrections.ReadAsync(from, to, Cancel).Select(one => one.PublishedUtc).ToArrayAsync(Cancel);
}

public sealed class InMemoryCorrectionStoreTests : CorrectionStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public sealed class TableCorrectionStoreTests(AzuriteFixture azurite) : CorrectionStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
