using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Serving;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using MarketPulse.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MarketPulse.Local.Tests.Serving;

/// <summary>From an article to a receiver on this machine, with the tables and queues of Azurite.</summary>
public sealed class AlertDeliveryTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task An_event_reaches_the_receiver_once_however_often_its_message_comes()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        await using LocalServer server = await StartAsync(receiver, azurite.NewPrefix());

        await PostEventAsync(server);
        await UntilAsync(server, AlertStatus.Sent);
        Alert alert = await AlertAsync(server);
        IWorkQueue queue = server.Services.GetRequiredService<IWorkQueue>();
        await queue.SendAsync(QueueNames.Alerts, [.. Enumerable.Repeat(WorkMessage.ForAlert(alert), 8)], CancellationToken.None);
        await UntilAsync(async () =>
            await server.Services.GetRequiredService<IWorkReceiver>().CountAsync(QueueNames.Alerts, CancellationToken.None) == 0);

        (string id, string body) = receiver.Received.ShouldHaveSingleItem();
        id.ShouldBe(alert.AlertId);
        JsonElement json = JsonDocument.Parse(body).RootElement;
        json.GetProperty("event").GetProperty("headline").GetString().ShouldBe("Country raises tariffs");
        json.GetProperty("rule").GetString().ShouldBe("strong");
    }

    [Fact]
    public async Task A_process_that_ends_while_the_receiver_is_silent_leaves_the_alert_to_the_next_one_under_the_same_id()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        string prefix = azurite.NewPrefix();
        receiver.Answer = static context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        await using (LocalServer first = await StartAsync(receiver, prefix))
        {
            await PostEventAsync(first);
            await UntilAsync(() => Task.FromResult(!receiver.Received.IsEmpty));
            (await AlertAsync(first)).Status.ShouldBe(AlertStatus.Sending);
        }

        receiver.Answer = static _ => Task.CompletedTask;
        await using LocalServer second = await StartAsync(receiver, prefix, new LaterClock(SendAlert.Lease + TimeSpan.FromSeconds(1)));
        await UntilAsync(second, AlertStatus.Sent);

        receiver.Received.Count.ShouldBe(2);
        receiver.Received.Select(received => received.Id).Distinct().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_receiver_that_is_down_leaves_neither_address_nor_key_in_any_table()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        receiver.Answer = static context =>
        {
            context.Response.StatusCode = 410;
            return context.Response.WriteAsync(context.Request.Path);
        };
        await using LocalServer server = await StartAsync(receiver, azurite.NewPrefix());

        await PostEventAsync(server);
        await UntilAsync(server, AlertStatus.Failed);
        IDeadLetters deadLetters = server.Services.GetRequiredService<IDeadLetters>();
        await UntilAsync(async () => await deadLetters.ListAsync(QueueNames.Alerts, CancellationToken.None).AnyAsync());

        DeadLetter letter = await deadLetters.ListAsync(QueueNames.Alerts, CancellationToken.None).SingleAsync();
        letter.Reason.ShouldBe("webhook_refused");
        letter.Description.ShouldContain("status 410");
        (letter.Description + letter.Body + await AlertAsync(server)).ShouldNotContain("verysecret");
    }

    private async Task<LocalServer> StartAsync(AlertReceiver receiver, string prefix, TimeProvider? clock = null)
    {
        Dictionary<string, string?> settings = ServeSettings.On(azurite);
        settings["Storage:NamePrefix"] = prefix;
        foreach ((string name, string? value) in receiver.Settings())
        {
            settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return await LocalServer.StartAsync(settings, port: 0, CancellationToken.None, services =>
        {
            services.RemoveAll<INewsFeed>();
            services.RemoveAll<IPriceFeed>();
            services.AddSingleton(new Watchlist([new Instrument { Symbol = "SPY" }]));
            services.AddSingleton(clock ?? TimeProvider.System);
        });
    }

    private static async Task PostEventAsync(LocalServer server)
    {
        using var client = new HttpClient { BaseAddress = server.Address };
        HttpResponseMessage posted = await client.PostAsJsonAsync(new Uri("/api/events", UriKind.Relative), new
        {
            title = "Country raises tariffs",
            published = TimeProvider.System.GetUtcNow().AddHours(-1)
                .ToString("yyyy-MM-ddTHH:mmZ", System.Globalization.CultureInfo.InvariantCulture),
            stance = "escalation",
            measures = new[] { "tariff" },
            actors = new[] { "US", "CN" },
            intensity = 60,
        });
        posted.EnsureSuccessStatusCode();
    }

    private static async Task<Alert> AlertAsync(LocalServer server) =>
        await server.Services.GetRequiredService<IAlertStore>().ReadAsync("strong", CancellationToken.None).SingleAsync();

    private static Task UntilAsync(LocalServer server, AlertStatus status) => UntilAsync(async () =>
        await server.Services.GetRequiredService<IAlertStore>().ReadAsync("strong", CancellationToken.None)
            .AnyAsync(alert => alert.Status == status));

    private static async Task UntilAsync(Func<Task<bool>> done)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!await done())
        {
            await Task.Delay(50, patience.Token);
        }
    }

    /// <summary>The system clock, set forward.</summary>
    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
