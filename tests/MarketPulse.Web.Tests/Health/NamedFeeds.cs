using MarketPulse.Core.Markets;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Web.Tests.Health;

/// <summary>A feed of which only the name matters; nothing here polls it.</summary>
internal sealed class NamedNews(string name) : INewsFeed
{
    public string Name => name;

    public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken) => throw new NotSupportedException();
}

/// <summary>A price feed that serves one symbol; nothing here polls it.</summary>
internal sealed class NamedPrices(string name, string symbol) : IPriceFeed
{
    public string Name => name;

    public bool Serves(Instrument instrument) => instrument.Symbol == symbol;

    public Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}

/// <summary>A probe with the result that the test specifies.</summary>
internal sealed class SetProbe(string name, Func<CancellationToken, Task<ProbeResult>> answer) : IHealthProbe
{
    public string Name => name;

    public Task<ProbeResult> ProbeAsync(CancellationToken cancellationToken) => answer(cancellationToken);
}
