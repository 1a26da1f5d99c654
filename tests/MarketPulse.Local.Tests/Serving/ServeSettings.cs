using System.Collections;
using MarketPulse.Local.Serving;

[assembly: AssemblyFixture(typeof(AzuriteFixture))]

namespace MarketPulse.Local.Tests.Serving;

/// <summary>The shipped settings with the Azurite of the tests and a separate name prefix.</summary>
internal static class ServeSettings
{
    public static Dictionary<string, string?> On(AzuriteFixture azurite, bool everySecond = false)
    {
        var settings = new Dictionary<string, string?>(
            LocalSettings.Read(path: null, new Hashtable(), azurite.ConnectionString), StringComparer.OrdinalIgnoreCase)
        {
            ["Storage:NamePrefix"] = azurite.NewPrefix(),
        };
        foreach (string schedule in settings.Keys.Where(key => everySecond && key.EndsWith("Schedule", StringComparison.OrdinalIgnoreCase))
            .ToList())
        {
            settings[schedule] = "* * * * * *";
        }

        return settings;
    }
}
