using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Pipeline.Ports;
using MarketPulse.Pipeline.Queries;
using MarketPulse.Web.ReadApi;
using MarketPulse.Web.Rows;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Api;

/// <summary><c>/api/scenario</c>: the predicted effect of a hypothetical event on every instrument, with its prediction interval.</summary>
internal static class ScenarioEndpoint
{
    /// <summary>The intensity if none is given.</summary>
    public const double DefaultIntensity = 50;

    /// <summary>Last segment of the address, and name of a saved file.</summary>
    public const string Name = "scenario";

    public static async Task GetAsync(HttpContext context, PredictScenario predict)
    {
        var query = new QueryReader(context.Request.Query);
        RowFormat? format = query.Code<RowFormat>("format") ?? RowFormats.Accepted(context.Request);
        Scenario scenario = Read(query);
        if (query.Problem() is { } problem)
        {
            await problem.WriteAsync(context);
            return;
        }

        switch (format)
        {
            case null:
                await RowFormats.Refuse(context);
                break;
            case RowFormat.Json:
                await JsonAnswer.WriteAsync(context, Document(await predict.RunAsync(scenario, context.RequestAborted)));
                break;
            default:
                ScenarioAnswer answer = await predict.RunAsync(scenario, context.RequestAborted);
                IAsyncEnumerable<StoredRow<ScenarioEffect>> rows =
                    answer.Effects.Select(effect => new StoredRow<ScenarioEffect>(effect.Symbol, effect)).ToAsyncEnumerable();
                await RowAnswer.WriteAsync(
                    context, new RowSelection<ScenarioEffect>(Name, format.Value, RowEncoder<ScenarioEffect>.Whole, rows));
                break;
        }
    }

    private static Scenario Read(QueryReader query)
    {
        double intensity = query.Number("intensity", -Scenario.MostIntensity, Scenario.MostIntensity) ?? DefaultIntensity;
        string? measure = query.Text("measure"), topic = query.Text("topic"), pair = query.Text("pair");
        return new Scenario
        {
            Intensity = intensity,
            Measure = measure,
            Topic = topic,
            Pair = pair,
            Window = EventWindow.Parse(
                query.OneOf("window", [.. EventWindow.Defaults.Select(window => window.Key)]) ?? new EventWindow(-1, 1).Key),
            Horizon = Horizons.Parse(query.OneOf("horizon", Horizons.Codes) ?? Horizon.All.Code()),
        };
    }

    private static Utf8Buffer Document(ScenarioAnswer answer)
    {
        Scenario scenario = answer.Scenario;
        var document = new Utf8Buffer();
        document.WriteName("intensity", isFirst: true);
        document.WriteFormatted(scenario.Intensity);
        WriteText("measure", scenario.Measure);
        WriteText("topic", scenario.Topic);
        WriteText("pair", scenario.Pair);
        WriteText("windowkey", scenario.Window.Key);
        WriteText("horizon", scenario.Horizon.Code());
        document.WriteName("instruments");
        document.WriteFormatted(answer.Effects.Count);
        document.WriteName("predicted");
        document.WriteFormatted(answer.Predicted);
        document.WriteName("zeroinside");
        document.WriteFormatted(answer.ZeroInside);
        document.WriteNumber("share_zeroinside", answer.ShareZeroInside);
        document.WriteName("value");
        document.WriteRows(RowEncoder<ScenarioEffect>.Whole, answer.Effects);
        document.Write((byte)'}');
        return document;

        void WriteText(string name, string? text)
        {
            document.WriteName(name);
            document.WriteTextOrNull(text);
        }
    }
}
