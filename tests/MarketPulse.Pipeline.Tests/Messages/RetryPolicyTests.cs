using System.Globalization;
using System.Text.RegularExpressions;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Pipeline.Tests.Messages;

public partial class RetryPolicyTests
{
    public static TheoryData<string> Policies =>
        [nameof(RetryPolicy.ServiceBus), nameof(RetryPolicy.FunctionsStorageQueue), nameof(RetryPolicy.StorageQueue)];

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_table_of_the_operations_document_states_every_policy(string name)
    {
        RetryPolicy policy = Find(name);
        Match row = Row().Matches(File.ReadAllText(Repository.Path("docs", "operations.md")))
            .Single(match => match.Groups["name"].Value == name);

        row.Groups["deliveries"].Value.ShouldBe(Text($"{policy.MaxDeliveries}"));
        row.Groups["delay"].Value.ShouldBe(policy.Factor == 1
            ? Text($"{policy.FirstDelay.TotalSeconds} s each")
            : Text($"{policy.FirstDelay.TotalSeconds} s, then {policy.Factor} times as long each, ")
                + Text($"at most {policy.LongestDelay.TotalMinutes} min"));
        double minutes = Enumerable.Range(1, policy.MaxRetries).Sum(delivery => policy.DelayAfter(delivery, spread: 0.5).TotalMinutes);
        row.Groups["total"].Value.ShouldBe(Text($"{Math.Round(minutes)} min"));
    }

    [Fact]
    public void The_table_states_no_other_policy() =>
        Row().Matches(File.ReadAllText(Repository.Path("docs", "operations.md"))).Select(row => row.Groups["name"].Value)
            .ShouldBe(
                typeof(RetryPolicy).GetProperties()
                    .Where(property => property.PropertyType == typeof(RetryPolicy))
                    .Select(property => property.Name),
                ignoreOrder: true);

    [Fact]
    public void Retries_on_Service_Bus_outlast_an_outage_of_a_working_day() =>
        Enumerable.Range(1, RetryPolicy.ServiceBus.MaxRetries)
            .Sum(delivery => RetryPolicy.ServiceBus.DelayAfter(delivery, spread: 0).TotalHours)
            .ShouldBeGreaterThan(10);

    [Theory]
    [MemberData(nameof(Policies))]
    public void Waits_grow_up_to_the_longest_and_are_spread_by_a_quarter_either_way(string name)
    {
        RetryPolicy policy = Find(name);
        policy.Validate();

        double nominal = policy.FirstDelay.TotalSeconds;
        for (int delivery = 1; delivery <= policy.MaxDeliveries + 20; delivery++)
        {
            policy.DelayAfter(delivery, spread: 0).TotalSeconds.ShouldBe(0.75 * nominal, tolerance: 1e-3);
            policy.DelayAfter(delivery, spread: 1).TotalSeconds.ShouldBe(1.25 * nominal, tolerance: 1e-3);
            nominal = Math.Min(nominal * policy.Factor, policy.LongestDelay.TotalSeconds);
        }
    }

    [Fact]
    public void Messages_that_failed_together_do_not_come_back_together()
    {
        double[] waits = [.. Enumerable.Range(0, 200).Select(i => RetryPolicy.ServiceBus.DelayAfter(2, $"score:event-{i}").TotalSeconds)];

        waits.ShouldAllBe(wait => wait >= 0.75 * 45 && wait <= 1.25 * 45);
        (waits.Max() - waits.Min()).ShouldBeGreaterThan(0.4 * 45);
        RetryPolicy.ServiceBus.DelayAfter(2, "score:event-7").TotalSeconds.ShouldBe(waits[7], "a repeat waits the same");
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_last_delivery_exhausts_the_policy_and_none_before_it(string name)
    {
        RetryPolicy policy = Find(name);

        policy.IsExhausted(policy.MaxDeliveries - 1).ShouldBeFalse();
        policy.IsExhausted(policy.MaxDeliveries).ShouldBeTrue();
        policy.IsExhausted(long.MaxValue).ShouldBeTrue();
    }

    [Fact]
    public void A_policy_that_makes_no_sense_is_refused()
    {
        RetryPolicy sound = RetryPolicy.StorageQueue;
        RetryPolicy[] senseless =
        [
            sound with { MaxDeliveries = 0 },
            sound with { FirstDelay = TimeSpan.FromSeconds(-1) },
            sound with { LongestDelay = TimeSpan.FromMilliseconds(1) },
            sound with { Factor = 0.5 },
            sound with { Factor = double.NaN },
        ];

        senseless.ShouldAllBe(policy =>
            Should.Throw<InvalidOperationException>(policy.Validate, (string?)null).Message.StartsWith("The retry policy"));
    }

    private static RetryPolicy Find(string name) => (RetryPolicy)typeof(RetryPolicy).GetProperty(name)!.GetValue(null)!;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^\| `(?<name>\w+)` \| [^|]+ \| (?<deliveries>\d+) \| (?<delay>[^|]+) \| (?<total>[^|]+) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex Row();
}
