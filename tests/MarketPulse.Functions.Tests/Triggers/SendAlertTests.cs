using Azure.Messaging.ServiceBus;
using Azure.Storage.Queues.Models;
using MarketPulse.Core.Events;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.Tests.Fakes;
using MarketPulse.Functions.Tests.ServiceBus.Wire;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using OnStorageQueues = MarketPulse.Functions.StorageQueue;

namespace MarketPulse.Functions.Tests.Triggers;

/// <summary>An alert passes through the triggers of both transports.</summary>
public sealed class SendAlertTests : IAsyncDisposable
{
    private readonly ScriptedWebhook _webhook = new();
    private readonly PipelineInMemory _pipeline;
    private readonly ServiceBusOnTheWire _wire;
    private readonly SendAlertFunction _onServiceBus;
    private readonly OnStorageQueues.SendAlertFunction _onStorageQueues;

    public SendAlertTests()
    {
        ServiceBusSenders? senders = null;
        _pipeline = new PipelineInMemory(services => services
            .AddSingleton<IWorkQueue>(_ => new ServiceBusWorkQueue(senders!))
            .AddSingleton(new AlertRules([new EventRule("strong", "desk")], null))
            .AddSingleton<IWebhook>(_webhook));
        _wire = new ServiceBusOnTheWire(_pipeline.Clock);
        senders = _wire.Senders;
        var step = _pipeline.Get<SendAlert>();
        _onServiceBus = new SendAlertFunction(step, new Settlement(senders, _pipeline.Clock, NullLogger<Settlement>.Instance));
        _onStorageQueues = new OnStorageQueues.SendAlertFunction(
            step,
            new OnStorageQueues.Settlement(
                _pipeline.Get<IDeadLetters>(), _pipeline.Clock, NullLogger<OnStorageQueues.Settlement>.Instance));
    }

    public async ValueTask DisposeAsync()
    {
        await _pipeline.DisposeAsync();
        await _wire.DisposeAsync();
    }

    [Fact]
    public async Task On_Service_Bus_an_alert_is_sent_once_even_if_its_message_is_redelivered_after_a_crash()
    {
        await RaiseAsync();
        Delivery delivery = await _wire.ReceiveAsync("alerts");
        Task interrupted = _wire.Broker.InterruptNext(BrokerOperation.Settle, Interruption.LostRequest);
        await Should.ThrowAsync<ServiceBusException>(
            () => _onServiceBus.RunAsync(delivery.Message, delivery.Actions, CancellationToken.None));
        await interrupted;
        _wire.ExpireLocks();

        (await DeliverAsync()).ShouldBe("completed");

        _webhook.Sent.ShouldBe(1);
        _wire.Broker["alerts"].Count.ShouldBe(0);
    }

    [Fact]
    public async Task On_Service_Bus_an_alert_to_an_unavailable_receiver_is_dead_lettered_and_a_replay_sends_it()
    {
        await RaiseAsync();
        _webhook.Answer = new WebhookAnswer(WebhookResult.Unavailable, "The host desk.example did not answer within 10 seconds.");
        while (await _wire.NextAsync("alerts") is { } delivery)
        {
            await _onServiceBus.RunAsync(delivery.Message, delivery.Actions, CancellationToken.None);
        }

        _webhook.Sent.ShouldBe(1 + RetryPolicy.ServiceBus.MaxRetries);
        ServiceBusReceivedMessage dead = (await _wire.PeekDeadLettersAsync("alerts")).ShouldHaveSingleItem();
        dead.DeadLetterReason.ShouldBe("retries_exhausted");
        dead.DeadLetterErrorDescription!.ShouldContain("desk.example did not answer");

        _webhook.Answer = new WebhookAnswer(WebhookResult.Taken, "Taken.");
        var replay = new ServiceBusReplay(_wire.Client, _wire.Senders, _pipeline.Clock);
        (await replay.ReplayAsync(QueueNames.Alerts, CancellationToken.None)).ShouldBe(1);
        (await DeliverAsync()).ShouldBe("completed");
        (await AlertAsync()).Status.ShouldBe(AlertStatus.Sent);
    }

    [Fact]
    public async Task On_storage_queues_an_alert_is_sent_and_a_rejected_one_is_dead_lettered()
    {
        await RaiseAsync();
        string body = WorkMessage.ForAlert(await AlertAsync()).Body.ToJson();
        _webhook.Answer = new WebhookAnswer(WebhookResult.Refused, "The host desk.example answered with status 410.");
        await _onStorageQueues.RunAsync(FromHost(body), CancellationToken.None);

        DeadLetter letter = await _pipeline.Get<IDeadLetters>().ListAsync(QueueNames.Alerts, CancellationToken.None).SingleAsync();
        letter.Reason.ShouldBe("webhook_refused");

        _webhook.Answer = new WebhookAnswer(WebhookResult.Taken, "Taken.");
        await _onStorageQueues.RunAsync(FromHost(body), CancellationToken.None);
        await _onStorageQueues.RunAsync(FromHost(body), CancellationToken.None);
        _webhook.Sent.ShouldBe(2);
        (await AlertAsync()).Status.ShouldBe(AlertStatus.Sent);
    }

    [Fact]
    public async Task On_storage_queues_a_claim_left_by_a_crash_is_retried_by_the_host_until_it_expires()
    {
        await RaiseAsync();
        Alert alert = await AlertAsync();
        await _pipeline.Get<IAlertStore>().ReplaceAsync(
            alert,
            alert with { Status = AlertStatus.Sending, LeaseUntilUtc = _pipeline.Clock.GetUtcNow() + SendAlert.Lease },
            CancellationToken.None);
        string body = WorkMessage.ForAlert(alert).Body.ToJson();

        await Should.ThrowAsync<IOException>(() => _onStorageQueues.RunAsync(FromHost(body), CancellationToken.None));
        _webhook.Sent.ShouldBe(0);
        _pipeline.Clock.Advance(SendAlert.Lease);
        await _onStorageQueues.RunAsync(FromHost(body), CancellationToken.None);
        _webhook.Sent.ShouldBe(1);
    }

    private async Task RaiseAsync()
    {
        OutgoingMessage article = await _pipeline.StoreEventArticleAsync(day: "2025-06-20");
        await _pipeline.Get<DetectEvents>().RunAsync(article.Body, CancellationToken.None);
        TradeEvent found = (await _pipeline.ReadEventsAsync()).ShouldHaveSingleItem();
        await _pipeline.Get<ScoreEvent>().RunAsync(WorkMessage.ForScore(found, null, null).Body, CancellationToken.None);
        (await _wire.PeekIdsAsync("alerts")).ShouldBe([$"alert:strong:{found.EventId}"]);
    }

    private Task<Alert> AlertAsync() => _pipeline.Get<IAlertStore>().ReadAsync("strong", CancellationToken.None).SingleAsync().AsTask();

    private async Task<string> DeliverAsync()
    {
        Delivery delivery = await _wire.ReceiveAsync("alerts");
        await _onServiceBus.RunAsync(delivery.Message, delivery.Actions, CancellationToken.None);
        return delivery.Actions.Settled.ShouldHaveSingleItem();
    }

    private QueueMessage FromHost(string body) =>
        QueuesModelFactory.QueueMessage("id-1", "receipt", BinaryData.FromString(body), 1, insertedOn: _pipeline.Clock.GetUtcNow());

    private sealed class ScriptedWebhook : IWebhook
    {
        public string Name => "desk";

        public int PerHour => 12;

        public int Sent { get; private set; }

        public WebhookAnswer Answer { get; set; } = new(WebhookResult.Taken, "Taken.");

        public Task<WebhookAnswer> SendAsync(AlertContent content, CancellationToken cancellationToken)
        {
            Sent++;
            return Task.FromResult(Answer);
        }
    }
}
