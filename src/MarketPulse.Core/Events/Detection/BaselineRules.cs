namespace MarketPulse.Core.Events.Detection;

/// <summary>Simple rules that the detector is compared with.</summary>
internal static class BaselineRules
{
    private static readonly string[] Keywords =
    [
        "tariff", "trade war", "trade deal", "trade talk", "trade truce", "trade pact", "trade agreement", "sanction", "export control",
        "blacklist", "duties", "retaliat", "huawei", "zte", "nafta", "usmca", "wto",
    ];

    private static readonly string[] Trade =
    [
        "tariff", "import dut", "import barrier", "dumping", "trade treat", "trade polic", "trade act", "trade agreement",
        "trade relationship", "gatt", "wto", "world trade organization", "free trade",
    ];

    private static readonly string[] Flows = ["import", "export", "border"];
    private static readonly string[] Limits = ["ban", "tax", "subsid", "control"];

    private static readonly string[] Uncertainty =
    [
        "risk", "threat", "caution", "uncertain", "propos", "future", "worr", "concern", "volatil", "tension", "likel", "probab", "possib",
        "chance", "danger", "fear", "expect", "potential", "rumor", "prospect",
    ];

    /// <summary>A plain keyword list.</summary>
    public static bool HasKeyword(string text) => Holds(text, Keywords);

    /// <summary>
    /// The trade policy uncertainty rule (Caldara, Iacoviello, Molligo, Prestipino, Raffo 2020): a trade term with a term of uncertainty,
    /// or a flow with a limit.
    /// </summary>
    public static bool IsPolicyUncertainty(string text) =>
        (Holds(text, Trade) && Holds(text, Uncertainty)) || (Holds(text, Flows) && Holds(text, Limits));

    private static bool Holds(string text, string[] starts)
    {
        foreach (string start in starts)
        {
            int at = -1;
            while ((at = text.IndexOf(start, at + 1, StringComparison.OrdinalIgnoreCase)) >= 0)
            {
                if (at == 0 || !char.IsLetter(text[at - 1]))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
