using System.Collections.Concurrent;

namespace MarketPulse.Feeds.Http;

/// <summary>Bounds how many requests go to one host at a time, and keeps them apart where a host asks for that.</summary>
/// <param name="perHost">Requests at a time, 1 or more.</param>
/// <param name="clock">The time.</param>
internal sealed class HostGates(int perHost, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Gate> _gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Waits for a place at the host.</summary>
    /// <param name="host">The host.</param>
    /// <param name="spacing">Time from the end of one request to the start of the next; zero for none, and then several may run at once.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Gives the place back when disposed.</returns>
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
