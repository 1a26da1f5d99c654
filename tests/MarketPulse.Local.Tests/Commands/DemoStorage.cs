namespace MarketPulse.Local.Tests.Commands;

/// <summary>A storage that holds what the demo leaves behind, for tests that only read it.</summary>
public sealed class DemoStorage : IAsyncLifetime
{
    private readonly AzuriteFixture _azurite = new();

    public string ConnectionString => _azurite.ConnectionString;

    public async ValueTask InitializeAsync()
    {
        await _azurite.InitializeAsync();
        (await RunAsync("demo", width: null)).ExitCode.ShouldBe(0);
    }

    public ValueTask DisposeAsync() => _azurite.DisposeAsync();

    /// <summary>Runs a command on the storage, in a terminal of some width.</summary>
    internal Task<Run> RunAsync(string command, int? width) => Cli.RunAsync([.. command.Split(' '), "--storage", ConnectionString], width: width);
}
