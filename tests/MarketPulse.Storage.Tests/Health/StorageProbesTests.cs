using System.Security.Cryptography;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MarketPulse.Storage.Tests.Health;

/// <summary>Probes of tables, blobs and queues on storage that works, that has not been set up, and that refuses access.</summary>
public sealed class StorageProbesTests(AzuriteFixture azurite)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probes_of_storage_that_is_set_up_report_no_fault()
    {
        await using ServiceProvider services = On(azurite.ConnectionString);
        await services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(Cancel);

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found.Keys.ShouldBe(["tables", "blobs", "queue-articles", "queue-scores", "queue-profiles", "queue-alerts"]);
        found.Values.ShouldAllBe(result => result.Fault == null);
        found["queue-scores"].Queue.ShouldBe(new QueueHead(OldestUtc: null, Messages: 0) { DeadLetters = 0 });
    }

    [Fact]
    public async Task Dead_letters_of_a_queue_are_counted_and_none_is_taken()
    {
        await using ServiceProvider services = On(azurite.ConnectionString);
        await services.GetRequiredService<StorageSetup>().EnsureCreatedAsync(Cancel);
        var letter = new DeadLetter
        {
            Id = "a",
            Queue = QueueNames.Scores,
            Body = "{}",
            Reason = "not_json",
            Description = "The message is not JSON.",
        };
        await services.GetRequiredService<IDeadLetters>().AddAsync(letter, Cancel);

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found["queue-scores"].Queue.ShouldBe(new QueueHead(OldestUtc: null, Messages: 0) { DeadLetters = 1 });
        found["queue-articles"].Queue!.DeadLetters.ShouldBe(0);
        (await services.GetRequiredService<IDeadLetters>().ListAsync(QueueNames.Scores, Cancel).CountAsync(Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task Probing_a_queue_reports_its_oldest_message_and_takes_none()
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
    public async Task Missing_resources_are_reported_with_status_and_error_code()
    {
        await using ServiceProvider services = On(azurite.ConnectionString);

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found["tables"].Fault.ShouldBe("Storage responds with 404 (TableNotFound).");
        found["blobs"].Fault!.ShouldStartWith("Storage responds with 404");
        found["queue-articles"].Fault.ShouldBe("Storage responds with 404 (QueueNotFound).");
        found.Values.ShouldAllBe(result => result.Cause != null);
    }

    [Fact]
    public async Task A_refused_key_is_not_part_of_the_fault()
    {
        string wrong = Convert.ToBase64String(SHA256.HashData("wrong"u8));
        IEnumerable<string> parts = azurite.ConnectionString
            .Split(';')
            .Select(part => part.StartsWith("AccountKey=", StringComparison.Ordinal) ? "AccountKey=" + wrong : part);
        await using ServiceProvider services = On(string.Join(';', parts));

        Dictionary<string, ProbeResult> found = await ProbeAsync(services);

        found.Values.ShouldAllBe(result => result.Fault!.StartsWith("Storage responds with 403", StringComparison.Ordinal));
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
