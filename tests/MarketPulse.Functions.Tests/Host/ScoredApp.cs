namespace MarketPulse.Functions.Tests.Host;

/// <summary>The built app with one stored event and its scores.</summary>
public sealed class ScoredApp : IAsyncLifetime
{
    /// <summary>The app.</summary>
    public HostedApp App { get; } = new();

    /// <summary>A client with the function key.</summary>
    public HttpClient Client { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        await App.InitializeAsync();
        Client = App.CreateClient();
        await App.PollPricesAsync();
        await App.SubmitAsync();
        await App.DrainAsync("DetectEvents");
        await App.DrainAsync("ScoreEvent");
    }

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await App.DisposeAsync();
    }
}
