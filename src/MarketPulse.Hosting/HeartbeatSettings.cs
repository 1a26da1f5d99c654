using MarketPulse.Pipeline.Polling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MarketPulse.Hosting;

/// <summary>The section <c>Heartbeat</c>: how long a feed may be silent.</summary>
internal static class HeartbeatSettings
{
    public const string Section = "Heartbeat";

    private const int Week = 7 * 24 * 60;

    public static void AddHeartbeatSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<HeartbeatOptions>().BindSettings(configuration, Section).ValidateSettings(Problems).ValidateOnStart();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<HeartbeatOptions>>().Value);
    }

    private static IEnumerable<string> Problems(HeartbeatOptions options) =>
        from setting in new[]
        {
            (Name: nameof(HeartbeatOptions.NewsSilentMinutes), Minutes: options.NewsSilentMinutes),
            (Name: nameof(HeartbeatOptions.PricesSilentMinutes), Minutes: options.PricesSilentMinutes),
        }
        where setting.Minutes is < 1 or > Week
        select $"Setting {Section}__{setting.Name} is '{setting.Minutes}'; it must be a number of minutes from 1 to {Week}.";
}
