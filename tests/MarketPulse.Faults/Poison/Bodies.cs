namespace MarketPulse.Faults.Poison;

/// <summary>Messages that no step can handle.</summary>
internal static class Bodies
{
    public static IReadOnlyList<string> All { get; } =
    [
        "",
        "null",
        "{}",
        "[]",
        "not json",
        """{"v":1""",
        """{"v":1,"kind":"article","id":null}""",
        """{"v":1,"kind":"article","id":""}""",
        """{"v":1,"kind":null,"id":"x"}""",
        """{"v":1,"kind":"bomb","id":"x"}""",
        """{"v":2,"kind":"article","id":"x"}""",
        """{"v":1e400,"kind":"article","id":"x"}""",
        """{"v":1,"kind":"article","id":"x","attempt":99999999999999999999}""",
        """{"v":1,"kind":"article","id":"\ud800"}""",
        """{"v":1,"kind":"article","id":"../../etc/passwd"}""",
        """{"v":1,"kind":"article","id":"a' or 'a' eq 'a"}""",
        """{"v":1,"kind":"article","id":"\u0000\u0001#?/\\"}""",
        Article(new string('#', 200)),
        Article(new string('x', 5000)),
        $$"""{"v":1,"kind":"article","id":"x","traceparent":"\"{{new string('t', 40_000)}}"}""",
        """{"v":1,"kind":"score","id":"20250602T120000Z-00000000"}""",
        new string('[', 20_000),
        new string(' ', 40_000),
        Article("\u202Eterces"),
    ];

    private static string Article(string id) => $$"""{"v":1,"kind":"article","id":"{{id}}"}""";
}
