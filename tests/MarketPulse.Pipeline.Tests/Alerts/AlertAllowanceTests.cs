using MarketPulse.Pipeline.Alerts;

namespace MarketPulse.Pipeline.Tests.Alerts;

public class AlertAllowanceTests
{
    private static readonly DateTimeOffset Start = new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void No_hour_wherever_it_begins_holds_more_than_the_allowance()
    {
        var random = new Random(11);
        AlertAllowance allowance = AlertAllowance.Unused;
        DateTimeOffset now = Start;
        var admitted = new List<DateTimeOffset>();
        for (int i = 0; i < 2000; i++)
        {
            now += TimeSpan.FromSeconds(random.Next(1, 600));
            (allowance, AlertAdmission admission) = AlertAllowance.Parse(allowance.ToText()).Take(6, now);
            if (admission.IsAdmitted)
            {
                admitted.Add(now);
            }
        }

        admitted.Count.ShouldBeGreaterThan(500);
        for (int i = 6; i < admitted.Count; i++)
        {
            (admitted[i] - admitted[i - 6]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public void The_next_alert_that_may_tells_how_many_might_not()
    {
        AlertAllowance allowance = AlertAllowance.Unused;
        (allowance, AlertAdmission first) = allowance.Take(1, Start);
        (allowance, AlertAdmission second) = allowance.Take(1, Start.AddMinutes(1));
        (allowance, AlertAdmission third) = allowance.Take(1, Start.AddMinutes(59));
        (allowance, AlertAdmission fourth) = allowance.Take(1, Start.AddMinutes(60));
        (_, AlertAdmission fifth) = allowance.Take(1, Start.AddMinutes(120));

        new[] { first, second, third, fourth, fifth }.ShouldBe([new(true, 0), new(false, 1), new(false, 2), new(true, 2), new(true, 0)]);
    }
}
