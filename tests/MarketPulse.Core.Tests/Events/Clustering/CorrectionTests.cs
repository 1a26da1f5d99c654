using MarketPulse.Core.Events;
using MarketPulse.Core.Events.Clustering;
using static MarketPulse.Core.Tests.Events.Clustering.Reports;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class CorrectionTests
{
    private static readonly ArticleFacts Steel = Article("US imposes tariffs on Chinese steel", 0);
    private static readonly ArticleFacts SteelAgain = Article(
        "US imposes tariffs on Chinese steel", 5, new() { Url = "https://example.com/2" });
    private static readonly ArticleFacts Cars = Article(
        "Mexico delays duties on cars", 60, new() { Actors = "MX US", Pairs = "MX-US", Stance = Stance.Deescalation });

    [Fact]
    public void Stance_of_an_event_is_that_of_its_correction()
    {
        Correction correction = Of(CorrectionKind.Stance, Steel) with { Stance = Stance.Deescalation };

        TradeEvent corrected = EventClustering.Cluster([Steel, SteelAgain], [correction]).Events.ShouldHaveSingleItem();

        corrected.Stance.ShouldBe(Stance.Deescalation);
        corrected.Sources.ShouldBe(2);
        corrected.Intensity.ShouldBe(50);
        corrected.Corrections.ShouldBe([correction.CorrectionId]);
        corrected.CorrectedUtc.ShouldBe(correction.MadeUtc);
    }

    [Fact]
    public void Later_of_two_corrections_holds_and_revoking_it_brings_the_earlier_back()
    {
        Correction first = Of(CorrectionKind.Stance, Steel) with { Stance = Stance.Mixed };
        Correction second = Of(CorrectionKind.Stance, Steel, madeAfterMinutes: 1) with { Stance = Stance.Neutral, CorrectionId = "second" };

        StanceWith(second, first).ShouldBe(Stance.Neutral);
        StanceWith(Revoked(second), first).ShouldBe(Stance.Mixed);
        StanceWith(Revoked(second), Revoked(first)).ShouldBe(Stance.Escalation);

        static Stance StanceWith(params Correction[] corrections) => EventClustering.Cluster([Steel], corrections).Events[0].Stance;
    }

    [Fact]
    public void Voided_event_is_none_but_still_takes_its_reports()
    {
        ClusteredEvents result = EventClustering.Cluster([Steel, SteelAgain, Cars], [Of(CorrectionKind.Void, Steel)]);

        result.Events.ShouldHaveSingleItem().Headline.ShouldBe(Cars.Title);
        TradeEvent voided = result.Voided.ShouldHaveSingleItem();
        voided.Status.ShouldBe(EventStatus.Voided);
        voided.Sources.ShouldBe(2);
        result.EventByArticle[SteelAgain.Id].ShouldBe(voided.EventId);
    }

    [Fact]
    public void Voided_event_takes_nothing_from_the_novelty_of_later_ones()
    {
        ArticleFacts again = Article("US imposes tariffs on Chinese steel", 60);
        double before = EventClustering.Cluster([Steel, again]).Events[1].Novelty;

        double after = EventClustering.Cluster([Steel, again], [Of(CorrectionKind.Void, Steel)]).Events.ShouldHaveSingleItem().Novelty;

        before.ShouldBeLessThan(1);
        after.ShouldBe(1);
    }

    [Fact]
    public void Split_report_is_an_event_of_its_own_even_if_it_is_a_copy()
    {
        ClusteredEvents result = EventClustering.Cluster([Steel, SteelAgain], [Of(CorrectionKind.Split, SteelAgain)]);

        result.Events.Select(found => found.Sources).ShouldBe([1, 1]);
        result.EventByArticle[SteelAgain.Id].ShouldBe(result.Events[1].EventId);
        result.Events.ShouldAllBe(found => found.Corrections.Count == 1);
    }

    [Fact]
    public void Merged_events_are_one_with_all_their_reports()
    {
        ClusteredEvents result = EventClustering.Cluster([Cars, SteelAgain, Steel], [Merge(Steel, Cars)]);

        TradeEvent merged = result.Events.ShouldHaveSingleItem();
        merged.Articles.ShouldBe([Steel.Id, SteelAgain.Id, Cars.Id]);
        merged.EventTimeUtc.ShouldBe(Steel.Published);
        merged.ReportGroups.ShouldBe([Steel.Id, Steel.Id, Cars.Id]);
    }

    [Fact]
    public void Split_report_can_be_merged_with_another_event()
    {
        ClusteredEvents result = EventClustering.Cluster(
            [Cars, SteelAgain, Steel], [Of(CorrectionKind.Split, SteelAgain), Merge(SteelAgain, Cars)]);

        result.Events.Select(found => string.Join(' ', found.Articles)).ShouldBe([Steel.Id, $"{SteelAgain.Id} {Cars.Id}"]);
    }

    [Fact]
    public void Corrected_time_is_the_time_and_part_of_the_id_of_the_event()
    {
        Correction correction = At(Steel, -30);

        TradeEvent moved = EventClustering.Cluster([Steel, SteelAgain], [correction]).Events.ShouldHaveSingleItem();

        moved.EventTimeUtc.ShouldBe(Steel.Published.AddHours(-30));
        moved.ReportedUtc.ShouldBe(Steel.Published);
        moved.EventId.ShouldBe("20250601T060000Z-" + Steel.Id[..8]);
        moved.TimeResolution.ShouldBe(TimeResolution.Exact);
        moved.Sources.ShouldBe(2);
    }

    [Fact]
    public void Correction_holds_for_the_event_of_its_report_after_an_earlier_report_has_taken_the_event_over()
    {
        ArticleFacts early = Article("US imposes tariffs on Chinese steel", -5, new() { Url = "https://example.com/0" });

        TradeEvent corrected = EventClustering.Cluster(
            [Steel, early], [Of(CorrectionKind.Stance, Steel) with { Stance = Stance.Mixed }]).Events.ShouldHaveSingleItem();

        corrected.Articles[0].ShouldBe(early.Id);
        corrected.Stance.ShouldBe(Stance.Mixed);
    }

    [Fact]
    public void Correction_that_reaches_too_far_has_no_effect()
    {
        ArticleFacts distant = Article("Mexico delays duties on cars", 8 * 24, new() { Actors = "MX US", Pairs = "MX-US" });

        EventClustering.Cluster([Steel, distant], [Merge(Steel, distant), At(Steel, 8 * 24)]).Events
            .ShouldAllBe(found => found.Corrections.Count == 0 && found.Sources == 1);
    }

    [Theory]
    [InlineData(1, 120, 12, 1)]
    [InlineData(2, 200, 6, 3)]
    [InlineData(3, 250, 20, 7)]
    [InlineData(4, 150, 4, 1)]
    [InlineData(5, 90, 30, 2)]
    [InlineData(6, 200, 10, 20)]
    public async Task Reports_and_corrections_in_any_order_give_what_clustering_everything_at_once_gives(
        int seed, int count, double days, int batch)
    {
        var random = new Random(seed);
        ArticleFacts[] articles = [.. Stream(random, count, days)];
        List<Correction> corrections = Corrections(random, articles, number: count / 4);
        object[][] steps =
        [
            .. articles.Chunk(batch), .. corrections.Select(one => new object[] { one }), .. Revocations(random, corrections),
        ];
        random.Shuffle(steps);
        var revoked = new HashSet<string>(StringComparer.Ordinal);
        var store = new ReclusteredStore();
        foreach (object[] step in steps)
        {
            if (step is ArticleFacts[] arriving)
            {
                await store.TakeAsync(arriving);
            }
            else if (step[0] is Correction { RevokedUtc: not null } revocation)
            {
                revoked.Add(revocation.CorrectionId);
                await store.TakeAsync(revocation);
            }
            else if (step[0] is Correction correction && !revoked.Contains(correction.CorrectionId))
            {
                await store.TakeAsync(correction);
            }
        }

        store.ShouldBeComplete();
        store.Live.Sum(found => found.Corrections.Count).ShouldBeGreaterThan(count / 40);
    }

    [Fact]
    public async Task Verdicts_that_change_keep_the_corrections()
    {
        var random = new Random(71);
        ArticleFacts[] articles = [.. Stream(random, 150, 10)];
        var store = new ReclusteredStore();
        await store.TakeAsync(articles);
        foreach (Correction correction in Corrections(random, articles, number: 40))
        {
            await store.TakeAsync(correction);
            ArticleFacts again = store.Articles[random.Next(store.Articles.Count)];
            await store.TakeAsync([again with { Verdict = again.Verdict with { IsEvent = random.Next(3) > 0, Stance = Stance.Mixed } }]);
        }

        store.ShouldBeComplete();
    }

    [Fact]
    public async Task Event_with_more_reports_than_it_lists_can_be_corrected()
    {
        var random = new Random(81);
        ArticleFacts[] articles =
        [
            .. Enumerable.Range(0, 700).Select(i => Article(
                "US imposes tariffs on Chinese steel", random.NextDouble() * 40, new() { Url = $"https://example.com/{i}" })),
            .. Enumerable.Range(0, 50).Select(i => Article(
                "China vows to respond", (random.NextDouble() * 80) - 30, new() { Measures = "talks", Url = $"https://example.org/{i}" })),
        ];
        random.Shuffle(articles);
        Correction[] corrections = [.. Corrections(random, articles, number: 20)];
        var store = new ReclusteredStore();
        foreach ((ArticleFacts[] arriving, int i) in articles.Chunk(30).Select((arriving, i) => (arriving, i)))
        {
            await store.TakeAsync(arriving);
            if (i < corrections.Length)
            {
                await store.TakeAsync(corrections[i]);
            }
        }

        store.ShouldBeComplete();
    }

    [Fact]
    public async Task Daily_corrections_do_not_make_a_new_article_read_old_news()
    {
        const int Articles = 500, Days = 100;
        var random = new Random(91);
        ArticleFacts[] articles = [.. Stream(random, Articles, Days)];
        var store = new ReclusteredStore();
        await store.TakeAsync(articles);
        foreach (Correction correction in Corrections(random, articles, number: 3 * Days))
        {
            await store.TakeAsync(correction);
        }

        store.ShouldBeComplete();
        store.FactsRead = 0;
        await store.TakeAsync([Article("US imposes tariffs on Chinese steel", (Days + 1) * 24)]);

        // The windows around the article, and the reach of the merges that connect them with what was before.
        store.FactsRead.ShouldBeLessThan(Articles / Days * 60);
    }

    [Fact]
    public async Task Repeated_correction_changes_nothing()
    {
        var store = new ReclusteredStore();
        await store.TakeAsync([Steel, SteelAgain, Cars]);
        await store.TakeAsync(Merge(Steel, Cars));

        ClusterChange again = await store.TakeAsync(Merge(Steel, Cars));

        again.Events.ShouldBeEmpty();
        again.Superseded.ShouldBeEmpty();
    }

    [Fact]
    public async Task Merging_supersedes_the_later_event_and_revoking_brings_it_back()
    {
        var store = new ReclusteredStore();
        await store.TakeAsync([Steel, Cars]);
        string later = store.EventOf(Cars).EventId;

        ClusterChange merging = await store.TakeAsync(Merge(Steel, Cars));
        merging.Superseded.ShouldHaveSingleItem().SupersededBy.ShouldBe(store.EventOf(Steel).EventId);
        merging.EventByArticle[Cars.Id].ShouldBe(store.EventOf(Steel).EventId);

        ClusterChange revoking = await store.TakeAsync(Revoked(Merge(Steel, Cars)));

        store.ShouldBeComplete();
        store.EventOf(Cars).EventId.ShouldBe(later);
        revoking.ToScore.Select(found => found.EventId).ShouldContain(later);
    }

    [Fact]
    public void Id_of_a_correction_depends_on_what_it_says()
    {
        Correction stance = Of(CorrectionKind.Stance, Steel) with { Stance = Stance.Mixed };

        Correction.CreateId(stance, 0).ShouldStartWith("20250602T120000Z-stance-");
        Correction.CreateId(stance with { MadeBy = "other", Reason = "other", CorrectionId = "" }, 0).ShouldBe(
            Correction.CreateId(stance, 0));
        new[]
        {
            Correction.CreateId(stance, 0),
            Correction.CreateId(stance, 1),
            Correction.CreateId(stance with { Stance = Stance.Neutral }, 0),
            Correction.CreateId(stance with { ArticleId = Cars.Id }, 0),
        }.ShouldBeUnique();
    }

    private static List<Correction> Corrections(Random random, ArticleFacts[] articles, int number)
    {
        var corrections = new Dictionary<string, Correction>(StringComparer.Ordinal);
        for (int i = 0; i < number; i++)
        {
            ArticleFacts one = articles[random.Next(articles.Length)];
            ArticleFacts other = articles[random.Next(articles.Length)];
            Correction made = random.Next(6) switch
            {
                0 => Of(CorrectionKind.Stance, one, i) with { Stance = (Stance)random.Next(4) },
                1 => Of(CorrectionKind.Void, one, i),
                2 => At(one, random.Next(-8 * 24, 8 * 24), i),
                3 => Of(CorrectionKind.Split, one, i),
                _ => Merge(one, other, i),
            };
            made = made with { CorrectionId = Correction.CreateId(made, 0) };
            corrections[made.CorrectionId] = made;
        }

        return [.. corrections.Values];
    }

    private static IEnumerable<object[]> Revocations(Random random, List<Correction> corrections) =>
        corrections.Where(_ => random.Next(3) == 0).Select(one => new object[] { Revoked(one) });

    private static Correction Of(CorrectionKind kind, ArticleFacts article, int madeAfterMinutes = 0) => new()
    {
        CorrectionId = $"{kind} {article.Id}",
        Kind = kind,
        ArticleId = article.Id,
        PublishedUtc = article.Published,
        MadeBy = "analyst",
        MadeUtc = Monday.AddMonths(1).AddMinutes(madeAfterMinutes),
        Reason = "test",
    };

    private static Correction Merge(ArticleFacts one, ArticleFacts other, int madeAfterMinutes = 0)
    {
        (ArticleFacts first, ArticleFacts second) = one.Published <= other.Published ? (one, other) : (other, one);
        return Of(CorrectionKind.Merge, first, madeAfterMinutes) with
        {
            OtherArticleId = second.Id,
            OtherPublishedUtc = second.Published,
        };
    }

    private static Correction At(ArticleFacts article, double hoursLater, int madeAfterMinutes = 0) =>
        Of(CorrectionKind.Time, article, madeAfterMinutes) with
        {
            TimeUtc = article.Published.AddHours(hoursLater),
            TimeResolution = TimeResolution.Exact,
        };

    private static Correction Revoked(Correction correction) => correction with
    {
        RevokedUtc = correction.MadeUtc.AddMinutes(5),
        RevokedBy = "analyst",
        RevokedReason = "test",
    };
}
