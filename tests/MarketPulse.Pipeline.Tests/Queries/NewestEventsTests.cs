using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Pipeline.Tests.Queries;

public sealed class NewestEventsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset End = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ServiceProvider _services = PipelineInMemory.Open(new FakeTimeProvider(End), []);

    private CountedEvents Counted => new(_services.GetRequiredService<IEventStore>());

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Theory]
    [InlineData(1, 50)]
    [InlineData(1, 5000)]
    [InlineData(24, 200)]
    [InlineData(24 * 30, 120)]
    public async Task Newest_events_are_those_that_reading_all_gives(int hoursApart, int stored)
    {
        await SaveAsync(Enumerable.Range(1, stored).Select(number => Event(End - TimeSpan.FromHours(number * hoursApart), number)));

        foreach (int count in new[] { 1, 30, 100, 6000 })
        {
            IReadOnlyList<TradeEvent> newest = await Counted.ReadNewestAsync(End, count, Cancel);

            List<string> all = await Counted.ReadAsync(DateTimeOffset.MinValue, End, includeSuperseded: false, Cancel)
                .Select(found => found.EventId).ToListAsync(Cancel);
            newest.Select(found => found.EventId).ShouldBe(all.TakeLast(count));
        }
    }

    [Fact]
    public async Task Older_events_are_not_read()
    {
        await SaveAsync(Enumerable.Range(1, 20_000).Select(number => Event(End.AddHours(-20 * number), number)));
        CountedEvents events = Counted;

        (await events.ReadNewestAsync(End, 1000, Cancel)).Count.ShouldBe(1000);

        events.Rows.ShouldBeLessThan(1500);
        events.Reads.ShouldBeLessThanOrEqualTo(3);
    }

    [Fact]
    public async Task A_burst_and_a_long_silence_take_a_few_reads()
    {
        var before = new DateTimeOffset(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);
        await SaveAsync(
        [
            .. Enumerable.Range(1, 10).Select(number => Event(End.AddDays(-number), number)),
            .. Enumerable.Range(1, 500).Select(number => Event(before.AddHours(number), number)),
        ]);
        CountedEvents events = Counted;

        (await events.ReadNewestAsync(End, 400, Cancel)).Count.ShouldBe(400);
        events.Reads.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task Nothing_stored_and_an_end_before_all_events_give_nothing()
    {
        (await Counted.ReadNewestAsync(End, 10, Cancel)).ShouldBeEmpty();
        await SaveAsync([Event(End, 1)]);

        (await Counted.ReadNewestAsync(End, 10, Cancel)).ShouldBeEmpty();
        (await Counted.ReadNewestAsync(DateTimeOffset.MinValue, 10, Cancel)).ShouldBeEmpty();
    }

    private Task SaveAsync(IEnumerable<TradeEvent> events) => Counted.SaveAsync([.. events], Cancel);

    private static TradeEvent Event(DateTimeOffset time, int number) => new()
    {
        EventId = string.Create(CultureInfo.InvariantCulture, $"{time:yyyyMMddTHHmmss}Z-{number:x8}"),
        EventTimeUtc = time,
        Headline = $"Event {number}",
    };

    /// <summary>Counts what is read.</summary>
    private sealed class CountedEvents(IEventStore events) : IEventStore
    {
        public int Reads { get; private set; }

        public int Rows { get; private set; }

        public async IAsyncEnumerable<TradeEvent> ReadAsync(
            DateTimeOffset from,
            DateTimeOffset to,
            bool includeSuperseded,
            [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
        {
            Reads++;
            await foreach (TradeEvent found in events.ReadAsync(from, to, includeSuperseded, cancellationToken))
            {
                Rows++;
                yield return found;
            }
        }

        public Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken) =>
            events.FindAsync(eventId, cancellationToken);

        public Task SaveAsync(IReadOnlyCollection<TradeEvent> rows, CancellationToken cancellationToken) =>
            events.SaveAsync(rows, cancellationToken);

        public Task UpdateAsync(IReadOnlyCollection<EventUpdate> changes, CancellationToken cancellationToken) =>
            events.UpdateAsync(changes, cancellationToken);

        public Task RestoreTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            events.RestoreTagsAsync(from, to, cancellationToken);

        public Task<bool> TrySetScoredAsync(TradeEvent read, DateOnly? openUntil, string overlapKey, CancellationToken cancellationToken) =>
            events.TrySetScoredAsync(read, openUntil, overlapKey, cancellationToken);
    }
}
