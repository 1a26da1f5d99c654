using System.Globalization;
using MarketPulse.Core.Events;
using MarketPulse.Core.Markets;
using MarketPulse.Core.Markets.Venues;
using MarketPulse.Pipeline.Polling;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>What a desk follows.</summary>
internal static class DeskFeeds
{
    /// <summary>A benchmark and instruments of three regions.</summary>
    public static Watchlist Watchlist { get; } = new(
    [
        new Instrument { Symbol = "I0" },
        .. Enumerable.Range(1, 5).Select(number => new Instrument
        {
            Symbol = string.Create(CultureInfo.InvariantCulture, $"I{number}"),
            Benchmark = "I0",
        }),
    ]);

    /// <summary>The cursor of a poll that ended now.</summary>
    public static FeedCursor Cursor(string kind, string id, PollOutcome outcome, TimeProvider clock) => new()
    {
        FeedKind = kind,
        FeedId = id,
        Outcome = outcome,
        LastPollUtc = clock.GetUtcNow(),
        LastSuccessUtc = clock.GetUtcNow(),
    };
}

/// <summary>Delivers the articles of the past hour: 300 a day, of which 15 report five acts.</summary>
/// <param name="clock">Knows the hour.</param>
internal sealed class DeskNews(TimeProvider clock) : INewsFeed
{
    private const int OthersPerHour = 12;

    private static readonly string[] Countries =
        ["China", "Mexico", "Canada", "Japan", "India", "Brazil", "South Korea", "Vietnam", "Switzerland", "Turkey", "Indonesia"];

    private static readonly string[] Goods =
    [
        "steel", "aluminum", "cars", "semiconductors", "solar panels", "copper", "timber", "pharmaceuticals", "ships", "beef", "wine",
        "toys", "batteries",
    ];

    // Three reports of one act each.
    private static readonly string[][] Acts =
    [
        [
            "US imposes {0}% tariff on {1} from {2}", "US slaps {0}% tariff on {1} from {2}", "US to impose {0}% tariff on {1} from {2}",
        ],
        [
            "{2} retaliates with {0}% tariff on US {1}", "{2} hits back with {0}% tariff on US {1}",
            "{2} imposes {0}% retaliatory tariff on US {1}",
        ],
        ["US bans exports of {1} to {2}", "US bars exports of {1} to {2}", "US halts exports of {1} to {2}"],
        [
            "US and {2} sign trade deal cutting tariffs on {1}", "US, {2} agree trade deal to cut tariffs on {1}",
            "US and {2} reach trade deal on {1}",
        ],
        ["US suspends {0}% tariff on {1} from {2}", "US pauses {0}% tariff on {1} from {2}", "US delays {0}% tariff on {1} from {2}"],
    ];

    public string Name => "desk";

    public Task<NewsPoll> PollAsync(FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int day = (int)(now.UtcTicks / TimeSpan.TicksPerDay);
        IEnumerable<string> titles = Enumerable.Range(0, OthersPerHour)
            .Select(number => string.Create(
                CultureInfo.InvariantCulture, $"Village {(day * 31) + (now.Hour * 7) + number} opens a new library and a playground"));

        // An act every four hours, from six in the morning, in three reports an hour apart.
        int act = (now.Hour - 6) / 4, report = (now.Hour - 6) % 4;
        if (now.Hour >= 6 && act < Acts.Length && report < 3)
        {
            int number = (day * Acts.Length) + act;
            titles = titles.Append(string.Format(
                CultureInfo.InvariantCulture, Acts[act][report], 5 + (number * 7 % 90), Goods[number * 5 % Goods.Length],
                Countries[number * 3 % Countries.Length]));
        }

        Article[] articles =
        [
            .. titles.Select((title, number) => new Article
            {
                Id = ArticleIdentity.Create(
                    string.Create(CultureInfo.InvariantCulture, $"https://desk.example/{day}/{now.Hour}/{number}"), "", "", default),
                Feed = Name,
                Title = title,
                Published = now.AddMinutes(-10 - number),
                FirstSeen = now,
            }),
        ];
        return Task.FromResult(
            new NewsPoll(PollOutcome.New, articles, DeskFeeds.Cursor(CursorKinds.News, Name, PollOutcome.New, clock), []));
    }
}

/// <summary>Delivers the bars of a session at three times of the day, one for each region.</summary>
/// <param name="clock">Knows the hour.</param>
internal sealed class DeskPrices(TimeProvider clock) : IPriceFeed
{
    private const int FirstBars = 400;

    /// <summary>When bars arrive, in UTC.</summary>
    public static IReadOnlyList<int> Hours { get; } = [9, 17, 22];

    public string Name => "desk";

    public bool Serves(Instrument instrument) => true;

    public Task<PricePoll> PollAsync(Instrument instrument, FeedCursor? cursor, CancellationToken cancellationToken)
    {
        DateTimeOffset now = clock.GetUtcNow();
        int region = instrument.Symbol[1] % Hours.Count;
        DateOnly today = DateOnly.FromDateTime(now.UtcDateTime);
        Venue venue = VenueCatalog.Get("XNYS");

        // The region that closes last delivers today's bar, the others yesterday's.
        DateOnly last = region == Hours.Count - 1 ? today : today.AddDays(-1);
        DateOnly[] dates = cursor is null
            ? [.. Enumerable.Range(1, FirstBars).Select(back => today.AddDays(back - FirstBars - 1))]
            : now.Hour == Hours[region] ? [last] : [];
        PriceBar[] bars =
        [
            .. dates.Where(venue.IsSession).Select(date => PriceBar.OfClose(date, Close(instrument.Symbol, date))),
        ];
        PollOutcome outcome = bars.Length > 0 ? PollOutcome.New : PollOutcome.Unchanged;
        FeedCursor next = DeskFeeds.Cursor(CursorKinds.Prices, CursorIds.ForSymbol(Name, instrument.Symbol), outcome, clock);
        return Task.FromResult(
            new PricePoll(outcome, bars.Length > 0 ? new PriceHistory { Symbol = instrument.Symbol, Bars = bars } : null, next, []));
    }

    // A level that depends on the date alone, so that a bar is the same whenever it is asked for.
    private static double Close(string symbol, DateOnly date)
    {
        var random = new Random((symbol[1] * 100_003) + date.DayNumber);
        return 100 * Math.Exp((0.0002 * date.DayNumber % 1) + (0.01 * (random.NextDouble() - 0.5)));
    }
}
