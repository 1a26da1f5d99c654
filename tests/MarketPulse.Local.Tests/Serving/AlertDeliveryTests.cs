using System.Net.Http.Json;
using System.Text.Json;
using MarketPulse.Core.Markets;
using MarketPulse.Local.Serving;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using OpenTelemetry.Trace;

namespace MarketPulse.Local.Tests.Serving;

/// <summary>From an article to a receiver on this machine, with the tables and queues of Azurite.</summary>
public sealed class AlertDeliveryTests(AzuriteFixture azurite)
{
    private const string Process = "process alerts";
    private const int Repeats = 8;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_event_reaches_the_receiver_once_however_often_its_message_comes()
    {
        await using AlertReceiver receiver = await AlertReceiver.StartAsync();
        var spans = new SpanRecorder();
        await using LocalServer server = await StartAsync(receiver, azurite.NewPrefix(), spans);

        await PostEventAsync(server);
        await UntilAsync(server, spans, AlertStatus.Sent);
        Alert alert = await AlertAsync(server);
        IWorkQueue queue = server.Services.GetRequiredService<IWorkQueue>();
        await queue.SendAsync(QueueNames.Alerts, [.. Enumerable.Repeat(WorkMessage.ForAlert(alert), Repeats)], CancellationToken.None);
        for (int i = 0; i < Repeats; i++)
        {
            await spans.NextAsync(Process, Limit());
        }

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
        await using (LocalServer first = await StartAsync(receiver, prefix, new SpanRecorder()))
        {
            await PostEventAsync(first);
            await receiver.NextAsync(Limit());
            (await AlertAsync(first)).Status.ShouldBe(AlertStatus.Sending);
        }

        receiver.Answer = static _ => Task.CompletedTask;
        var spans = new SpanRecorder();
        var clock = new LaterClock(SendAlert.Lease + TimeSpan.FromSeconds(1));
        await using LocalServer second = await StartAsync(receiver, prefix, spans, services => services.AddSingleton<TimeProvider>(clock));
        await UntilAsync(second, spans, AlertStatus.Sent);

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
        var spans = new SpanRecorder();
        await using LocalServer server = await StartAsync(receiver, azurite.NewPrefix(), spans, DeadLetterSignal.AddTo);

        await PostEventAsync(server);
        await UntilAsync(server, spans, AlertStatus.Failed);
        var deadLetters = (DeadLetterSignal)server.Services.GetRequiredService<IDeadLetters>();
        await deadLetters.AddedAsync(Limit());

        DeadLetter letter = await deadLetters.ListAsync(QueueNames.Alerts, CancellationToken.None).SingleAsync();
        letter.Reason.ShouldBe("webhook_refused");
        letter.Description.ShouldContain("status 410");
        (letter.Description + letter.Body + await AlertAsync(server)).ShouldNotContain("verysecret");
    }

    private async Task<LocalServer> StartAsync(
        AlertReceiver receiver, string prefix, SpanRecorder spans, Action<IServiceCollection>? configure = null)
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
            services.AddOpenTelemetry().WithTracing(tracing => tracing.AddProcessor(spans));
            configure?.Invoke(services);
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

    /// <summary>Waits until the handling of a message has left the alert with that status.</summary>
    private static async Task UntilAsync(LocalServer server, SpanRecorder spans, AlertStatus status)
    {
        CancellationToken timeout = Limit();
        do
        {
            await spans.NextAsync(Process, timeout);
        }
        while ((await AlertAsync(server)).Status != status);
    }

    private static CancellationToken Limit() => new CancellationTokenSource(Patience).Token;

    /// <summary>The system clock, set forward.</summary>
    private sealed class LaterClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }

    /// <summary>The dead letters of the server, with a signal for each new one.</summary>
    private sealed class DeadLetterSignal(IDeadLetters deadLetters) : IDeadLetters, IDisposable
    {
        private readonly SemaphoreSlim _added = new(0);

        public static void AddTo(IServiceCollection services)
        {
            Type inner = services.Last(service => service.ServiceType == typeof(IDeadLetters)).ImplementationType!;
            services.AddSingleton<IDeadLetters>(provider =>
                new DeadLetterSignal((IDeadLetters)ActivatorUtilities.CreateInstance(provider, inner)));
        }

        public Task AddedAsync(CancellationToken cancellationToken) => _added.WaitAsync(cancellationToken);

        public void Dispose() => _added.Dispose();

        public async Task AddAsync(DeadLetter letter, CancellationToken cancellationToken)
        {
            await deadLetters.AddAsync(letter, cancellationToken);
            _added.Release();
        }

        public IAsyncEnumerable<DeadLetter> ListAsync(string queue, CancellationToken cancellationToken) =>
            deadLetters.ListAsync(queue, cancellationToken);

        public Task<int> ReplayAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken) =>
            deadLetters.ReplayAsync(queue, ids, cancellationToken);

        public Task<int> DropAsync(string queue, IReadOnlyCollection<string>? ids, CancellationToken cancellationToken) =>
            deadLetters.DropAsync(queue, ids, cancellationToken);
    }
}
