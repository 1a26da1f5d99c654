namespace MarketPulse.Local.Tests.Commands;

/// <summary>Storage with the data of the demo, for tests that only read.</summary>
public sealed class DemoStorage : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public string ConnectionString => _azurite.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        (await RunAsync("demo --simulated", width: null)).ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>Runs a command on the storage, with a terminal of the given width.</summary>
    internal Task<Run> RunAsync(string command, int? width) =>
        Cli.RunAsync([.. command.Split(' '), "--storage", ConnectionString], width: width);
}
