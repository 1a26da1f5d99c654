using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests;

/// <summary>What a submitted event costs in requests, among many events and superseded ones.</summary>
public sealed class RequestsOfASubmissionTests(AzuriteFixture azurite) : StoresUnderTest
{
    private static readonly DateTimeOffset First = new(2025, 5, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Sent _sent = new();

    [Fact]
    public async Task An_identical_post_reads_a_few_rows_writes_none_and_sends_nothing()
    {
        // A later report first, so that the earlier one supersedes its event.
        for (int i = 0; i < 13; i++)
        {
            await SubmitAsync(i, hours: 1);
            await SubmitAsync(i, hours: 0);
        }

        int superseded = await Events.ReadAsync(First, First.AddDays(60), includeSuperseded: true, Cancel)
            .CountAsync(found => found.Status == EventStatus.Superseded, Cancel);
        superseded.ShouldBe(13);
        _sent.Messages.Clear();

        (int again, int writes) = await RequestCount.OfAsync(() => SubmitAsync(6, hours: 0));
        _sent.Messages.ShouldBeEmpty();
        (int another, _) = await RequestCount.OfAsync(() => SubmitAsync(20, hours: 0));

        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"identical post: {again} requests, {writes} writes; new event: {another} requests"));
        writes.ShouldBeLessThanOrEqualTo(1, "the index refuses to add the article again");
        again.ShouldBeLessThan(8);
        another.ShouldBeLessThan(40);
    }

    protected override void Register(IServiceCollection services)
    {
        RegisterAzurite(services, azurite);
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist([]));
        services.AddSingleton<IWorkQueue>(_sent);
    }

    private async Task SubmitAsync(int day, int hours)
    {
        string url = string.Create(CultureInfo.InvariantCulture, $"https://news.example/{day}/{hours}");
        DateTimeOffset published = First.AddDays(2 * day).AddHours(hours);
        string title = string.Create(CultureInfo.InvariantCulture, $"US imposes tariffs, act {day}");
        var article = new Article
        {
            Id = ArticleIdentity.Create(url, title, "", DateOnly.FromDateTime(published.UtcDateTime)),
            Feed = SubmitArticle.Feed,
            Url = url,
            Title = title,
            Published = published,
        };
        var verdict = new ArticleVerdict
        {
            Relevance = 1,
            IsRelevant = true,
            IsEvent = true,
            Reason = "stated",
            Stance = Stance.Escalation,
            Intensity = 50,
            Certainty = Certainty.Announced,
            Measures = ["tariff"],
            Actors = ["CN", "US"],
            Pairs = ["US-CN"],
            LexiconVersion = "user",
        };
        await Get<SubmitEvent>().RunAsync(article, verdict, Cancel);
        while (_sent.Articles.TryDequeue(out WorkMessage? message))
        {
            await Get<DetectEvents>().RunAsync(message, Cancel);
        }
    }

    private sealed class Sent : IWorkQueue
    {
        public Queue<WorkMessage> Articles { get; } = new();

        public List<string> Messages { get; } = [];

        public Task SendAsync(string queueName, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            foreach (OutgoingMessage message in messages)
            {
                Messages.Add($"{queueName} {message.Body.Id}");
                if (queueName == QueueNames.Articles)
                {
                    Articles.Enqueue(message.Body);
                }
            }

            return Task.CompletedTask;
        }
    }
}
