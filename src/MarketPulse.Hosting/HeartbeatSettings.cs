using MarketPulse.Pipeline.Polling;
using Microsoft.Extensions.Configuration;

namespace MarketPulse.Hosting;

/// <summary>Reads the section <c>Heartbeat</c>: how long a feed may be silent.</summary>
internal static class HeartbeatSettings
{
    public const string Section = "Heartbeat";

    private const int Week = 7 * 24 * 60;

    /// <exception cref="InvalidOperationException">A value is no number of minutes from 1 to 10080; the message names the setting.</exception>
    public static HeartbeatOptions Read(IConfiguration configuration)
    {
        IConfigurationSection section = configuration.GetSection(Section);
        var defaults = new HeartbeatOptions();
        return new HeartbeatOptions
        {
            NewsSilentMinutes = Minutes(section, nameof(HeartbeatOptions.NewsSilentMinutes), defaults.NewsSilentMinutes),
            PricesSilentMinutes = Minutes(section, nameof(HeartbeatOptions.PricesSilentMinutes), defaults.PricesSilentMinutes),
        };
    }

    private static int Minutes(IConfigurationSection section, string name, int absent) => section[name] switch
    {
        null or "" => absent,
        { } text when int.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out int minutes) && minutes is >= 1 and <= Week => minutes,
        { } text => throw new InvalidOperationException($"Setting {Section}__{name} is '{text}'; it must be a number of minutes from 1 to {Week}."),
    };
}
