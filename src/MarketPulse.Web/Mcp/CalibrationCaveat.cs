using System.Globalization;
using System.Text.Json.Nodes;
using MarketPulse.Core.Impact;
using MarketPulse.Web.ReadApi;

namespace MarketPulse.Web.Mcp;

/// <summary>What the scores were measured to do on quiet days, as the footer of the page says it.</summary>
internal static class CalibrationCaveat
{
    private static readonly EventWindow Main = new(-1, 1);

    /// <summary>The sentence, from the stored calibration.</summary>
    public static async Task<string> ReadAsync(ReadApiCalls api, CancellationToken cancellationToken)
    {
        ReadApiResponse calibration = await api.GetAsync(
            "/api/calibration",
            [new("window", Main.Key), new("select", "windows,adjusted_beyond95")],
            cancellationToken);
        JsonNode[] rows = [.. calibration.Document["value"]!.AsArray().OfType<JsonNode>()];
        double windows = rows.Sum(Windows);
        if (windows == 0)
        {
            return "Calibration: not measured yet, because there are no quiet windows with prices.";
        }

        double beyond = 100 * rows.Sum(row => Windows(row) * ((double?)row["adjusted_beyond95"] ?? 0)) / windows;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Calibration over {windows} quiet windows {Main.Label} of the last year: by chance, {beyond:0.0}% of adjusted scores were "
                + $"beyond 95 in absolute value (nominal 5%).");

        static double Windows(JsonNode row) => (double?)row["windows"] ?? 0;
    }
}
