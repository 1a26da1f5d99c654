using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Queues;

/// <summary>On a clock that stands still, a reader does not poll again: only messages that this process sends wake it.</summary>
public sealed class LocalSendsTests(AzuriteFixture azurite) : StoresUnderTest
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_waiting_reader_wakes_when_its_own_process_sends()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var handled = new SemaphoreSlim(0);
        Task reading = Get<IWorkReceiver>().RunAsync(
            QueueNames.Articles,
            (_, _) =>
            {
                handled.Release();
                return Task.CompletedTask;
            },
            stop.Token);

        for (int i = 0; i < 5; i++)
        {
            Article article = Samples.Article($"aa0000000000000{i}");
            await Get<IWorkQueue>().SendAsync(QueueNames.Articles, [WorkMessage.ForArticle(article)], Cancel);
            (await handled.WaitAsync(Patience, Cancel)).ShouldBeTrue($"message {i}");
        }

        await stop.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(reading);
    }

    protected override void Register(IServiceCollection services)
    {
        string prefix = azurite.NewPrefix();
        services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = prefix;
        });
    }
}
