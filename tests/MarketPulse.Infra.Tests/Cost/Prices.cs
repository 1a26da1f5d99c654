using System.Globalization;
using System.Text.Json.Nodes;

namespace MarketPulse.Infra.Tests.Cost;

/// <summary>The list prices of infra/prices.json.</summary>
internal sealed class Prices
{
    private readonly JsonObject _prices = JsonNode.Parse(File.ReadAllText(Repository.Path("infra", "prices.json")))!.AsObject();

    public string AsOf => _prices["asOf"]!.GetValue<string>();

    public IEnumerable<string> Names => _prices.Select(price => price.Key).Where(name => _prices[name] is JsonObject);

    /// <summary>Dollars for a month's quantity, in the units of the price, after the free grant.</summary>
    public double Dollars(string name, double quantity) =>
        Math.Max(0, quantity - _prices[name]!["freeAMonth"]!.GetValue<double>())
        * double.Parse(_prices[name]!["amount"]!.GetValue<string>(), CultureInfo.InvariantCulture);
}
