using System.Diagnostics;
using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Faults.Frozen;

/// <summary>
/// Stores that announce one of their writes on standard output and wait for a line on standard input, so that the parent process can stop
/// this one exactly there.
/// </summary>
internal static class StoppingStores
{
    /// <summary>How the announcement begins.</summary>
    public const string Announcement = "stop before ";

    /// <summary>Has the registered stores announce a write.</summary>
    /// <param name="services">The container, with the stores.</param>
    /// <param name="stop">The kind of write.</param>
    /// <param name="number">Which of the writes of that kind, counted from one.</param>
    public static void Add(IServiceCollection services, StopAt stop, int number)
    {
        var gate = new Gate(stop, number);
        Decorate<IArticleStore>(services, inner => new Articles(inner, gate));
        Decorate<IEventStore>(services, inner => new Events(inner, gate));
    }

    /// <summary>Announces a write and waits for a line on standard input.</summary>
    /// <param name="write">The write, for the announcement.</param>
    public static async Task AnnounceAsync(string write)
    {
        await Console.Out.WriteLineAsync(Announcement + write);
        await Console.In.ReadLineAsync();
    }

    /// <summary>Waits until a child process announces a write; false if it ends before.</summary>
    public static async Task<bool> IsAnnouncedAsync(Process child, CancellationToken cancellationToken)
    {
        while (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Replaces a registered service by one that wraps it.</summary>
    public static void Decorate<T>(IServiceCollection services, Func<T, T> decorate)
        where T : class
    {
        ServiceDescriptor inner = services.Last(service => service.ServiceType == typeof(T));
        services.AddSingleton(provider => decorate((T)(inner.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!))));
    }

    private sealed class Gate(StopAt stop, int number)
    {
        private int _writes;

        public async Task PassAsync(StopAt write)
        {
            if (write == stop && Interlocked.Increment(ref _writes) == number)
            {
                await AnnounceAsync(string.Create(CultureInfo.InvariantCulture, $"{stop} {number}"));
            }
        }
    }

    private sealed class Articles(IArticleStore inner, Gate gate) : IArticleStore
    {
        public async Task SaveEventsAsync(IReadOnlyCollection<EventAttribution> attributions, CancellationToken cancellationToken)
        {
            await gate.PassAsync(StopAt.Attributions);
            await inner.SaveEventsAsync(attributions, cancellationToken);
        }

        public async Task SetFinishedAsync(IReadOnlyCollection<ArticleFacts> articles, CancellationToken cancellationToken)
        {
            await gate.PassAsync(StopAt.Finished);
            await inner.SetFinishedAsync(articles, cancellationToken);
        }

        public Task<AddedArticles> AddAsync(IReadOnlyCollection<NewArticle> articles, CancellationToken cancellationToken) =>
            inner.AddAsync(articles, cancellationToken);

        public Task<StoredArticle?> FindAsync(string articleId, DateOnly? day, CancellationToken cancellationToken) =>
            inner.FindAsync(articleId, day, cancellationToken);

        public Task SaveVerdictAsync(string articleId, ArticleFacts facts, CancellationToken cancellationToken) =>
            inner.SaveVerdictAsync(articleId, facts, cancellationToken);

        public IAsyncEnumerable<StoredReport> ReadReportsAsync(
            DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            inner.ReadReportsAsync(from, to, cancellationToken);
    }

    private sealed class Events(IEventStore inner, Gate gate) : IEventStore
    {
        public async Task UpdateAsync(IReadOnlyCollection<EventUpdate> changes, CancellationToken cancellationToken)
        {
            if (changes.Count > 0)
            {
                await gate.PassAsync(StopAt.Events);
            }

            await inner.UpdateAsync(changes, cancellationToken);
        }

        public Task<TradeEvent?> FindAsync(string eventId, CancellationToken cancellationToken) =>
            inner.FindAsync(eventId, cancellationToken);

        public IAsyncEnumerable<TradeEvent> ReadAsync(
            DateTimeOffset from, DateTimeOffset to, bool includeSuperseded, CancellationToken cancellationToken) =>
            inner.ReadAsync(from, to, includeSuperseded, cancellationToken);

        public Task SaveAsync(IReadOnlyCollection<TradeEvent> events, CancellationToken cancellationToken) =>
            inner.SaveAsync(events, cancellationToken);

        public Task RestoreTagsAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            inner.RestoreTagsAsync(from, to, cancellationToken);

        public Task<bool> TrySetScoredAsync(
            TradeEvent read, DateOnly? openUntil, string overlapKey, CancellationToken cancellationToken) =>
            inner.TrySetScoredAsync(read, openUntil, overlapKey, cancellationToken);
    }
}
