using Azure.Messaging.ServiceBus;
using MarketPulse.Functions.Tests.Declared;
using MarketPulse.Functions.Tests.StartUp;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Testing.Deployment;
using MarketPulse.Testing.ServiceBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Functions.Tests.ServiceBus.Wire;

/// <summary>Tests the app, with the transport as registered, against the broker; and compares the broker with the deployment.</summary>
public sealed class AppOnTheWireTests(AzuriteFixture azurite)
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task The_app_sends_and_replays_over_the_connection_string_of_an_emulator()
    {
        await using var wire = new ServiceBusOnTheWire(_clock);
        Dictionary<string, string> settings = AppSettings.SampleOn(azurite.ConnectionString);
        settings["ServiceBus"] = wire.Broker.ConnectionString;
        await using StartedApp app = await StartedApp.StartAsync(CompiledApp.OnServiceBus, settings);
        var work = new WorkMessage { Kind = MessageKinds.Article, Id = "a", Day = "20250602" };

        var queue = app.Services.GetRequiredService<IWorkQueue>();
        await queue.SendAsync("articles", [new OutgoingMessage(work, "article:a")], CancellationToken.None);
        Delivery delivery = await wire.ReceiveAsync("articles");
        await delivery.Actions.DeadLetterMessageAsync(delivery.Message, deadLetterReason: "test");

        (await app.Services.GetRequiredService<IDeadLetterReplay>().ReplayAsync("articles", CancellationToken.None)).ShouldBe(1);
        Delivery again = await wire.ReceiveAsync("articles");
        again.Message.MessageId.ShouldStartWith("article:a:replay");
        WorkMessage.Parse(again.Message.Body.ToString()).ShouldBe(work);
    }

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public void The_brokers_queues_have_the_settings_of_the_deployed_ones(string environment)
    {
        DeployedResource[] queues = [.. DeploymentSnapshot.Committed(environment).OfType("Microsoft.ServiceBus/namespaces/queues")];

        queues.Select(queue => queue.LastName).ShouldBe(QueueNames.All, ignoreOrder: true);
        var options = new QueueOptions();
        foreach (DeployedResource queue in queues)
        {
            queue.Properties["lockDuration"]!.GetValue<string>().ShouldBe(System.Xml.XmlConvert.ToString(options.LockDuration));
            queue.Properties["duplicateDetectionHistoryTimeWindow"]!.GetValue<string>()
                .ShouldBe(System.Xml.XmlConvert.ToString(options.DuplicateDetectionWindow));
            queue.Properties["requiresDuplicateDetection"]!.GetValue<bool>().ShouldBeTrue();
            queue.Properties["maxDeliveryCount"]!.GetValue<int>().ShouldBe(options.MaxDeliveryCount);
        }
    }
}
