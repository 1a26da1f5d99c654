using System.Security.Cryptography;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Storage.Tests.Health;

/// <summary>What the probes of tables, blobs and queues say of a storage that works, lacks something, or refuses.</summary>
public sealed class StorageProbesTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Storage_that_is_set_up_works()
    {
        await using ServiceProvider services = On(azurite.ConnectionString);
        await services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(Cancel);

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found.Keys.ShouldBe(["tables", "blobs", "queue-articles", "queue-scores", "queue-alerts"]);
        found.Values.ShouldAllBe(result => result.Fault == null);
        found["queue-scores"].Queue.ShouldBe(new QueueHead(OldestUtc: null, Messages: 0));
    }

    [Fact]
    public async Task Queue_is_seen_from_its_head_and_keeps_its_messages()
    {
        await using ServiceProvider services = On(azurite.ConnectionString);
        await services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(Cancel);
        await services.GetRequiredService<IWorkQueue>().SendAsync(QueueNames.Scores, [Message("a"), Message("b")], Cancel);

        QueueHead first = (await ProbeAsync(services))["queue-scores"].Queue!;
        QueueHead second = (await ProbeAsync(services))["queue-scores"].Queue!;

        first.Messages.ShouldBe(2);
        first.OldestUtc.ShouldNotBeNull();
        second.ShouldBe(first);
    }

    [Fact]
    public async Task What_is_missing_is_told_by_status_and_code()
    {
        await using ServiceProvider services = On(azurite.ConnectionString);

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found["tables"].Fault.ShouldBe("Storage answers 404 (TableNotFound).");
        found["blobs"].Fault!.ShouldStartWith("Storage answers 404");
        found["queue-articles"].Fault.ShouldBe("Storage answers 404 (QueueNotFound).");
        found.Values.ShouldAllBe(result => result.Cause != null);
    }

    [Fact]
    public async Task Key_that_is_refused_is_a_fault_that_holds_nothing_of_it()
    {
        string wrong = Convert.ToBase64String(SHA256.HashData("wrong"u8));
        string[] parts = [.. azurite.ConnectionString.Split(';').Select(part => part.StartsWith("AccountKey=", StringComparison.Ordinal) ? "AccountKey=" + wrong : part)];
        await using ServiceProvider services = On(string.Join(';', parts));

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found.Values.ShouldAllBe(result => result.Fault!.StartsWith("Storage answers 403", StringComparison.Ordinal));
        found.Values.ShouldAllBe(result => !result.Fault!.Contains(wrong, StringComparison.Ordinal));
    }

    private static OutgoingMessage Message(string id) => new(new WorkMessage { Kind = MessageKinds.Score, Id = id }, $"score:{id}");

    private ServiceProvider On(string connectionString)
    {
        var services = new ServiceCollection();
        services.AddSingleton(typeof(Microsoft.Extensions.Logging.ILogger<>), typeof(NullLogger<>));
        services.AddMarketPulseStorage(options => (options.ConnectionString, options.NamePrefix) = (connectionString, azurite.NewPrefix()));
        return services.BuildServiceProvider();
    }

    private static async Task<Dictionary<string, ProbeResult>> ProbeAsync(ServiceProvider services)
    {
        var found = new Dictionary<string, ProbeResult>(StringComparer.Ordinal);
        foreach (IHealthProbe probe in services.GetServices<IHealthProbe>())
        {
            found.Add(probe.Name, await probe.ProbeAsync(Cancel));
        }

        return found;
    }
}
