using System.Collections.Concurrent;

namespace MarketPulse.Feeds.Http;

/// <summary>Limits the number of concurrent requests per host, and keeps a minimum time between requests where one is set.</summary>
/// <param name="perHost">Concurrent requests per host, 1 or more.</param>
/// <param name="clock">Measures the time between requests.</param>
internal sealed class HostGates(int perHost, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits until a request may be sent.</summary>
    /// <param name="host">The host.</param>
    /// <param name="spacing">Time from the end of one request to the start of the next; zero to allow concurrent requests.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>To be disposed when the request has ended.</returns>
    public async Task<IDisposable> EnterAsync(string host, TimeSpan spacing, CancellationToken cancellationToken)
    {
        Gate gate = _gates.GetOrAdd(host, _ => new Gate(spacing > TimeSpan.Zero ? 1 : perHost));
        await gate.Places.WaitAsync(cancellationToken);
        try
        {
            TimeSpan wait = spacing - clock.GetElapsedTime(gate.LastEnded);
            if (gate.HasEnded && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, clock, cancellationToken);
            }

            return new Place(gate, clock);
        }
        catch
        {
            gate.Places.Release();
            throw;
        }
    }

    private sealed class Gate(int places)
    {
        public SemaphoreSlim Places { get; } = new(places);

        public long LastEnded { get; set; }

        public bool HasEnded { get; set; }
    }

    private sealed class Place(Gate gate, TimeProvider clock) : IDisposable
    {
        public void Dispose()
        {
            gate.LastEnded = clock.GetTimestamp();
            gate.HasEnded = true;
            gate.Places.Release();
        }
    }
}
