namespace MarketPulse.Benchmarks.Growth;

/// <summary>A clock that stands still until it is advanced.</summary>
/// <param name="start">Its first time.</param>
internal sealed class SteppedClock(DateTimeOffset start) : TimeProvider
{
    private DateTimeOffset _now = start;

    public override DateTimeOffset GetUtcNow() => _now;

    public void Advance(TimeSpan time) => _now += time;
}
