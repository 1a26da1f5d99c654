using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Specifications;

public abstract class AlertStoreSpecification : StoresUnderTest
{
    private IAlertStore Alerts => Get<IAlertStore>();

    [Fact]
    public async Task When_many_add_one_alert_at_once_a_single_one_succeeds()
    {
        bool[] added = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Alerts.AddAsync(Row() with { Reason = $"{i}" }, Cancel)));

        added.Count(won => won).ShouldBe(1);
        (await Alerts.FindAsync("strong", "all|all|20250602", Cancel))!.Reason.ShouldBe($"{Array.IndexOf(added, true)}");
        (await Alerts.FindAsync("strong", "other", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Alerts_are_read_by_rule_as_they_were_stored()
    {
        await Alerts.AddAsync(Row(), Cancel);
        await Alerts.AddAsync(Row() with { Rule = "other", EventId = Samples.EventId }, Cancel);

        (await Alerts.ReadAsync("strong", Cancel).ToListAsync(Cancel)).ShouldBe([Row() with { ModifiedUtc = Clock.GetUtcNow() }]);
        (await Alerts.FindAsync("other", "all|all|20250602", Cancel))!.EventId.ShouldBe(Samples.EventId);
    }

    [Fact]
    public async Task When_many_claim_one_alert_at_once_a_single_one_gets_it()
    {
        await Alerts.AddAsync(Row(), Cancel);
        Alert known = (await Alerts.FindAsync("strong", "all|all|20250602", Cancel))!;

        Alert?[] claims = await Task.WhenAll(Enumerable.Range(1, 20).Select(i =>
            Alerts.ReplaceAsync(known, known with { Status = AlertStatus.Sending, Attempts = i, LeaseUntilUtc = Samples.Noon }, Cancel)));

        Alert claimed = claims.OfType<Alert>().ShouldHaveSingleItem();
        (await Alerts.FindAsync("strong", "all|all|20250602", Cancel)).ShouldBe(claimed);
        Alert sent = claimed with { Status = AlertStatus.Sent, LeaseUntilUtc = null, SentUtc = Samples.Noon };
        (await Alerts.ReplaceAsync(claimed, sent, Cancel)).ShouldNotBeNull().LeaseUntilUtc.ShouldBeNull();
        (await Alerts.ReplaceAsync(claimed, claimed, Cancel)).ShouldBeNull("the stored alert has changed since");
    }

    [Fact]
    public async Task Concurrent_alerts_share_the_hourly_allowance_of_their_webhook_which_returns_after_an_hour()
    {
        AlertAdmission[] admissions = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Alerts.AdmitAsync("desk", 5, Cancel)));
        admissions.Count(admission => admission.IsAdmitted).ShouldBe(5);
        (await Alerts.AdmitAsync("ops", 5, Cancel)).IsAdmitted.ShouldBeTrue("each webhook has its own allowance");

        Clock.Advance(TimeSpan.FromMinutes(59.9));
        (await Alerts.AdmitAsync("desk", 5, Cancel)).ShouldBe(new AlertAdmission(false, 8));
        Clock.Advance(TimeSpan.FromMinutes(0.1));
        (await Alerts.AdmitAsync("desk", 5, Cancel)).ShouldBe(new AlertAdmission(true, 8));
        (await Alerts.AdmitAsync("desk", 5, Cancel)).ShouldBe(new AlertAdmission(true, 0));
    }

    private static Alert Row() => new()
    {
        Rule = "strong",
        Subject = "all|all|20250602",
        Kind = AlertKind.Index,
        Reason = "0",
        Webhook = "desk",
        FiredUtc = Samples.Noon,
    };
}

public class InMemoryAlertStoreTests : AlertStoreSpecification
{
    protected override void Register(IServiceCollection services) => services.AddMarketPulseInMemoryStorage();
}

public class TableAlertStoreTests(AzuriteFixture azurite) : AlertStoreSpecification
{
    protected override void Register(IServiceCollection services) => RegisterAzurite(services, azurite);
}
