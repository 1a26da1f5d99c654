using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Azure.Storage.Blobs;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Storage;
using MarketPulse.Testing.Functions;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>Messages that fail, in real queues.</summary>
public sealed class PoisonTests(HostedApp app) : IClassFixture<HostedApp>
{
    [Fact]
    public async Task A_permanent_fault_is_dead_lettered_immediately_with_its_reason_and_not_delivered_again()
    {
        const string Body = """{"v":1,"kind":"score","id":"20250602T110000Z-00000000","revision":1}""";
        await app.Queue("scores").SendMessageAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(Body)));

        // Other tests may have left messages for their events.
        QueueDelivery delivery = (await app.DrainAsync("ScoreEvent"))
            .Where(taken => taken.Message.Body.ToString() == Body)
            .ShouldHaveSingleItem();

        DeadLetter letter = (await app.DeadLettersAsync("scores")).ShouldHaveSingleItem();
        (letter.Reason, letter.Body, letter.Deliveries).ShouldBe(("unknown_event", Body, 1));
        delivery.Invocation.Lines.ShouldContain(line => line.Message.Contains("is dead-lettered: unknown_event", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_is_not_base64_is_moved_by_the_host_itself_and_is_listed_as_such()
    {
        await app.Queue("alerts").SendMessageAsync("*** not base64 ***");

        (await app.DrainAsync("SendAlert")).ShouldBeEmpty("the function never sees it");

        DeadLetter letter = (await app.DeadLettersAsync("alerts")).ShouldHaveSingleItem();
        (letter.Reason, letter.Body).ShouldBe(("set_aside_by_host", "*** not base64 ***"));
    }

    [Fact]
    public async Task A_lasting_fault_exhausts_the_deliveries_and_a_replay_succeeds_once_it_is_over()
    {
        var locks = new BlobContainerClient(app.Settings["Storage__ConnectionString"], "locks");
        QueueListener listener = QueueListener.For(app.Host, "DetectEvents", patience: TimeSpan.Zero);
        await app.SubmitAsync();
        await locks.DeleteAsync();

        List<(long Delivery, InvocationStatus Status)> seen = [];
        while (await listener.DeliverAsync() is { Count: > 0 } deliveries)
        {
            seen.AddRange(deliveries.Select(delivery => (delivery.Message.DequeueCount, delivery.Result.Status)));
        }

        seen.ShouldBe(
        [
            (1, InvocationStatus.Failed), (2, InvocationStatus.Failed), (3, InvocationStatus.Failed), (4, InvocationStatus.Failed),
            (5, InvocationStatus.Succeeded),
        ], "the last one dead-letters the message, and returns");
        DeadLetter letter = (await app.DeadLettersAsync("articles")).ShouldHaveSingleItem();
        (letter.Reason, letter.Deliveries).ShouldBe(("retries_exhausted", 5));
        letter.Description.ShouldContain("ContainerNotFound");

        await locks.CreateAsync();
        using HttpClient admin = app.Host.CreateClient(app.Host.MasterKey);
        using HttpResponseMessage replay = await admin.PostAsync(new Uri("/api/replay/articles", UriKind.Relative), content: null);
        (await replay.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("replayed").GetInt32().ShouldBe(1);
        await app.DrainAsync("DetectEvents");

        (await app.EventsAsync()).ShouldHaveSingleItem();
        (await app.DeadLettersAsync("articles")).ShouldBeEmpty();
    }
}
