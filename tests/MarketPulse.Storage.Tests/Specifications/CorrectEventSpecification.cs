using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Pipeline;
using MarketPulse.Pipeline.Messages;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Pipeline.Steps;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

/// <summary>Corrections on their way through the stores, the queue and the steps.</summary>
public abstract class CorrectEventSpecification : StoresUnderTest
{
    private static readonly DateTimeOffset Monday = new(2025, 5, 5, 12, 0, 0, TimeSpan.Zero);

    private readonly SentMessages _sent = new();

    private CorrectEvent Step => Get<CorrectEvent>();

    [Fact]
    public async Task A_corrected_stance_is_in_the_row_of_the_event_which_is_scored_again()
    {
        TradeEvent before = await SubmitAsync("US imposes tariffs on steel", 0);
        _sent.Scores.Clear();

        CorrectionResult made = await CorrectAsync(Stance(before, Core.Events.Stance.Deescalation));

        TradeEvent after = await EventAsync(before.EventId);
        after.Stance.ShouldBe(Core.Events.Stance.Deescalation);
        after.Corrections.ShouldBe([made.Correction.CorrectionId]);
        after.CorrectedUtc.ShouldBe(Clock.GetUtcNow());
        after.Revision.ShouldBe(before.Revision + 1);
        _sent.Scores.ShouldBe([before.EventId]);
    }

    [Fact]
    public async Task The_same_correction_made_twice_changes_and_sends_nothing_the_second_time()
    {
        TradeEvent one = await SubmitAsync("US imposes tariffs on steel", 0);
        TradeEvent other = await SubmitAsync("Mexico delays duties on cars", 60);
        await SubmitAsync("US imposes tariffs on steel", 1);
        string report = (await EventAsync(one.EventId)).Articles[1];
        RequestedCorrection[] requests =
        [
            Stance(one, Core.Events.Stance.Mixed),
            Of(one, CorrectionKind.Split) with { ArticleId = report },
            Of(one, CorrectionKind.Merge) with { OtherEventId = other.EventId },
            Of(one, CorrectionKind.Time) with { Time = Monday.AddHours(-3) },
        ];
        foreach (RequestedCorrection request in requests)
        {
            await CorrectAsync(request);
        }

        List<TradeEvent> before = await RowsAsync();
        Clock.Advance(TimeSpan.FromHours(1));
        foreach (RequestedCorrection request in requests)
        {
            _sent.Clear();
            CorrectionResult again = await Step.RunAsync(request, Cancel);

            again.IsNew.ShouldBeFalse();
            _sent.Count.ShouldBe(0);
        }

        (await RowsAsync()).Select(row => (row.EventId, row.ModifiedUtc)).ShouldBe(before.Select(row => (row.EventId, row.ModifiedUtc)));
        (await Get<ICorrectionStore>().ReadAsync(Monday.AddDays(-30), Monday.AddDays(30), Cancel).CountAsync(Cancel))
            .ShouldBe(requests.Length);
    }

    [Fact]
    public async Task A_correction_whose_message_was_lost_is_sent_again_when_it_is_made_again()
    {
        TradeEvent before = await SubmitAsync("US imposes tariffs on steel", 0);
        await Step.RunAsync(Stance(before, Core.Events.Stance.Mixed), Cancel);
        _sent.Clear();

        await CorrectAsync(Stance(before, Core.Events.Stance.Mixed));

        (await EventAsync(before.EventId)).Stance.ShouldBe(Core.Events.Stance.Mixed);
    }

    [Fact]
    public async Task A_voided_event_has_no_scores_and_revoking_brings_it_back()
    {
        TradeEvent before = await SubmitAsync("US imposes tariffs on steel", 0);
        await Scores.SaveAsync([Samples.Score(eventId: before.EventId) with { EventTimeUtc = before.EventTimeUtc }], [], Cancel);

        CorrectionResult voided = await CorrectAsync(Of(before, CorrectionKind.Void));

        (await LiveAsync()).ShouldBeEmpty();
        (await EventAsync(before.EventId)).Status.ShouldBe(EventStatus.Voided);
        (await Scores.ReadEventAsync(before.EventId, Cancel).CountAsync(Cancel)).ShouldBe(0);
        await SubmitAsync("US imposes tariffs on steel", 2);
        (await LiveAsync()).ShouldBeEmpty();
        _sent.Clear();

        await RevokeAsync(voided.Correction);

        TradeEvent back = (await LiveAsync()).ShouldHaveSingleItem();
        (back.EventId, back.Sources, back.Corrections.Count).ShouldBe((before.EventId, 2, 0));
        _sent.Scores.ShouldContain(before.EventId);
    }

    [Fact]
    public async Task Merged_events_are_one_and_the_later_one_names_its_successor()
    {
        TradeEvent one = await SubmitAsync("US imposes tariffs on steel", 0);
        TradeEvent other = await SubmitAsync("Mexico delays duties on cars", 100);

        CorrectionResult merged = await CorrectAsync(Of(other, CorrectionKind.Merge) with { OtherEventId = one.EventId });

        (await LiveAsync()).ShouldHaveSingleItem().Articles.Count.ShouldBe(2);
        (await EventAsync(other.EventId)).SupersededBy.ShouldBe(one.EventId);
        (await Articles.FindAsync(other.Articles[0], Cancel))!.EventId.ShouldBe(one.EventId);

        await RevokeAsync(merged.Correction);

        (await LiveAsync()).Select(found => found.EventId).ShouldBe([one.EventId, other.EventId]);
        (await Articles.FindAsync(other.Articles[0], Cancel))!.EventId.ShouldBe(other.EventId);
    }

    [Fact]
    public async Task The_log_has_each_correction_with_its_time()
    {
        TradeEvent found = await SubmitAsync("US imposes tariffs on steel", 0);
        DateTimeOffset original = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        await CorrectAsync(Stance(found, Core.Events.Stance.Deescalation));
        DateTimeOffset corrected = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        CorrectionResult voided = await CorrectAsync(Of(found, CorrectionKind.Void));
        DateTimeOffset withoutEvent = Clock.GetUtcNow();
        Clock.Advance(TimeSpan.FromHours(1));
        await RevokeAsync(voided.Correction);

        (await AsOfAsync(original)).ShouldHaveSingleItem().Stance.ShouldBe(Core.Events.Stance.Escalation);
        (await AsOfAsync(original))[0].Corrections.ShouldBeEmpty();
        (await AsOfAsync(corrected)).ShouldHaveSingleItem().Stance.ShouldBe(Core.Events.Stance.Deescalation);
        (await AsOfAsync(withoutEvent)).ShouldBeEmpty();
        (await AsOfAsync(Clock.GetUtcNow())).ShouldHaveSingleItem().Corrections.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_earlier_report_takes_the_event_over_with_its_corrections()
    {
        TradeEvent before = await SubmitAsync("US imposes tariffs on steel", 0);
        await CorrectAsync(Stance(before, Core.Events.Stance.Mixed));

        TradeEvent after = await SubmitAsync("US imposes tariffs on steel", -4);

        after.EventId.ShouldNotBe(before.EventId);
        after.Stance.ShouldBe(Core.Events.Stance.Mixed);
        CorrectionRefusedException refused = await RefusedAsync(Stance(before, Core.Events.Stance.Neutral));
        refused.Message.ShouldContain(after.EventId);
    }

    [Fact]
    public async Task A_corrected_time_moves_the_event_and_a_correction_of_what_it_was_called_finds_it()
    {
        TradeEvent before = await SubmitAsync("US imposes tariffs on steel", 0);

        CorrectionResult made = await CorrectAsync(Of(before, CorrectionKind.Time) with { Time = Monday.AddDays(-4) });

        TradeEvent moved = (await LiveAsync()).ShouldHaveSingleItem();
        moved.EventTimeUtc.ShouldBe(Monday.AddDays(-4));
        (await EventAsync(before.EventId)).SupersededBy.ShouldBe(moved.EventId);
        (await SubmitAsync("US imposes tariffs on steel", 30)).EventId.ShouldBe(moved.EventId);

        await RevokeAsync(made.Correction);

        (await LiveAsync()).ShouldHaveSingleItem().EventId.ShouldBe(before.EventId);
    }

    [Fact]
    public async Task What_cannot_be_corrected_is_refused_with_the_field_and_stores_nothing()
    {
        TradeEvent one = await SubmitAsync("US imposes tariffs on steel", 0);
        TradeEvent distant = await SubmitAsync("Mexico delays duties on cars", 24 * 9);
        string known = distant.Articles[0];

        (await RefusedAsync(Stance(one, Core.Events.Stance.Mixed) with { EventId = "nothing" })).IsUnknown.ShouldBeTrue();
        (await RefusedAsync(Stance(one, Core.Events.Stance.Mixed) with { Reason = " " })).Field.ShouldBe("reason");
        (await RefusedAsync(Stance(one, Core.Events.Stance.Mixed) with { MadeBy = "two\nlines" })).Field.ShouldBe("by");
        (await RefusedAsync(Of(one, CorrectionKind.Merge) with { OtherEventId = one.EventId })).Message.ShouldContain("itself");
        (await RefusedAsync(Of(one, CorrectionKind.Merge) with { OtherEventId = "nothing" })).Field.ShouldBe("merge");
        (await RefusedAsync(Of(one, CorrectionKind.Merge) with { OtherEventId = distant.EventId })).Message.ShouldContain("7 days");
        (await RefusedAsync(Of(one, CorrectionKind.Split) with { ArticleId = "nothing" })).IsUnknown.ShouldBeTrue();
        (await RefusedAsync(Of(one, CorrectionKind.Split) with { ArticleId = known })).Message.ShouldContain(distant.EventId);
        (await RefusedAsync(Of(one, CorrectionKind.Split) with { ArticleId = one.Articles[0] })).Message.ShouldContain("no other report");
        (await RefusedAsync(Of(one, CorrectionKind.Time) with { Time = Clock.GetUtcNow().AddDays(1) })).Message.ShouldContain("future");
        (await RefusedAsync(Of(one, CorrectionKind.Time) with { Time = Monday.AddDays(-8) })).Message.ShouldContain("7 days");
        await CorrectAsync(Of(one, CorrectionKind.Void));
        (await RefusedAsync(Stance(one, Core.Events.Stance.Mixed))).Message.ShouldContain("revoke");
        await Should.ThrowAsync<CorrectionRefusedException>(() => Step.RevokeAsync("nothing", "analyst", "none", Cancel));

        (await Get<ICorrectionStore>().ReadAsync(Monday.AddDays(-30), Monday.AddDays(30), Cancel).CountAsync(Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_correction_can_be_made_again_after_it_was_revoked_or_replaced()
    {
        TradeEvent found = await SubmitAsync("US imposes tariffs on steel", 0);
        CorrectionResult first = await CorrectAsync(Stance(found, Core.Events.Stance.Mixed));
        await CorrectAsync(Stance(found, Core.Events.Stance.Neutral));

        CorrectionResult replaced = await CorrectAsync(Stance(found, Core.Events.Stance.Mixed));
        (await EventAsync(found.EventId)).Stance.ShouldBe(Core.Events.Stance.Mixed);
        await RevokeAsync(replaced.Correction);
        (await EventAsync(found.EventId)).Stance.ShouldBe(Core.Events.Stance.Neutral);
        CorrectionResult again = await CorrectAsync(Stance(found, Core.Events.Stance.Mixed));

        new[] { first, replaced, again }.Select(one => one.Correction.CorrectionId).ShouldBeUnique();
        (await EventAsync(found.EventId)).Stance.ShouldBe(Core.Events.Stance.Mixed);
    }

    [Fact]
    public async Task Without_the_queue_the_correction_is_applied_at_once_and_its_message_finds_nothing_to_do()
    {
        TradeEvent found = await SubmitAsync("US imposes tariffs on steel", 0);

        CorrectionResult made = await Step.RunAsync(Stance(found, Core.Events.Stance.Mixed), Cancel);
        await Step.ApplyAsync(made.Correction, Cancel);

        TradeEvent after = await EventAsync(found.EventId);
        after.Stance.ShouldBe(Core.Events.Stance.Mixed);
        Clock.Advance(TimeSpan.FromMinutes(1));
        await DrainAsync();
        (await EventAsync(found.EventId)).ModifiedUtc.ShouldBe(after.ModifiedUtc);
    }

    protected override void Register(IServiceCollection services)
    {
        services.AddMarketPulsePipeline();
        services.AddSingleton(new Watchlist([]));
        services.AddSingleton<IWorkQueue>(_sent);
    }

    private static RequestedCorrection Of(TradeEvent tradeEvent, CorrectionKind kind) => new()
    {
        EventId = tradeEvent.EventId,
        Kind = kind,
        MadeBy = "analyst",
        Reason = "The headline was misread.",
    };

    private static RequestedCorrection Stance(TradeEvent tradeEvent, Stance stance) =>
        Of(tradeEvent, CorrectionKind.Stance) with { Stance = stance };

    private async Task<TradeEvent> SubmitAsync(string title, double hours)
    {
        DateTimeOffset published = Monday.AddHours(hours);
        string url = $"https://news.example/{title.Length}/{published:yyyyMMddHHmm}";
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
            Stance = Core.Events.Stance.Escalation,
            Intensity = 50,
            Certainty = Certainty.Announced,
            Measures = ["tariff"],
            Actors = title.StartsWith("US", StringComparison.Ordinal) ? ["CN", "US"] : ["MX", "US"],
            Pairs = title.StartsWith("US", StringComparison.Ordinal) ? ["US-CN"] : ["US-MX"],
            LexiconVersion = SubmitArticle.Feed,
        };
        await Get<SubmitEvent>().RunAsync(article, verdict, Cancel);
        await DrainAsync();
        return await EventAsync((await Articles.FindAsync(article.Id, Cancel))!.EventId!);
    }

    private async Task<CorrectionResult> CorrectAsync(RequestedCorrection requested)
    {
        CorrectionResult result = await Step.RunAsync(requested, Cancel);
        await DrainAsync();
        return result;
    }

    private async Task RevokeAsync(Correction correction)
    {
        (await Step.RevokeAsync(correction.CorrectionId, "editor", "It was right.", Cancel)).IsNew.ShouldBeTrue();
        await DrainAsync();
        _sent.Articles.ShouldBeEmpty();
        (await Step.RevokeAsync(correction.CorrectionId, "editor", "It was right.", Cancel)).IsNew.ShouldBeFalse();
        _sent.Articles.ShouldBeEmpty();
    }

    private Task<CorrectionRefusedException> RefusedAsync(RequestedCorrection requested) =>
        Should.ThrowAsync<CorrectionRefusedException>(() => Step.RunAsync(requested, Cancel));

    private async Task DrainAsync()
    {
        while (_sent.Articles.TryDequeue(out WorkMessage? message))
        {
            await Get<DetectEvents>().RunAsync(message, Cancel);
        }
    }

    private async Task<TradeEvent> EventAsync(string id) => (await Events.FindAsync(id, Cancel)).ShouldNotBeNull();

    private ValueTask<List<TradeEvent>> LiveAsync() =>
        Events.ReadAsync(Monday.AddDays(-30), Monday.AddDays(30), includeSuperseded: false, Cancel).ToListAsync(Cancel);

    private ValueTask<List<TradeEvent>> RowsAsync() =>
        Events.ReadAsync(Monday.AddDays(-30), Monday.AddDays(30), includeSuperseded: true, Cancel).ToListAsync(Cancel);

    private ValueTask<List<TradeEvent>> AsOfAsync(DateTimeOffset moment) =>
        Get<AsOfReader>().ReadEventsAsync(moment, null, null, Cancel).ToListAsync(Cancel);

    private sealed class SentMessages : IWorkQueue
    {
        public Queue<WorkMessage> Articles { get; } = new();

        public List<string> Scores { get; } = [];

        public int Count => Articles.Count + Scores.Count;

        public void Clear()
        {
            Articles.Clear();
            Scores.Clear();
        }

        public Task SendAsync(string queueName, IReadOnlyCollection<OutgoingMessage> messages, CancellationToken cancellationToken)
        {
            foreach (OutgoingMessage message in messages)
            {
                if (queueName == QueueNames.Articles)
                {
                    Articles.Enqueue(message.Body);
                }
                else
                {
                    Scores.Add(message.Body.Id);
                }
            }

            return Task.CompletedTask;
        }
    }
}

public sealed class InMemoryCorrectEventTests : CorrectEventSpecification
{
    protected override void Register(IServiceCollection services)
    {
        services.AddMarketPulseInMemoryStorage();
        base.Register(services);
    }
}

public sealed class TableCorrectEventTests(AzuriteFixture azurite) : CorrectEventSpecification
{
    protected override void Register(IServiceCollection services)
    {
        RegisterAzurite(services, azurite);
        base.Register(services);
    }
}
