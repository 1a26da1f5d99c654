using System.CommandLine;
using System.Globalization;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Scenarios;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Local.Hosting;
using MarketPulse.Local.Printing;
using MarketPulse.Pipeline.Queries;

namespace MarketPulse.Local.Commands;

/// <summary><c>marketpulse scenario</c>: predicts the effect of a hypothetical event.</summary>
internal static class ScenarioCommand
{
    public static Command Create()
    {
        var intensity = new Option<double>("--intensity")
        {
            Description = "Intensity of the event, -100 to 100: positive for escalation, negative for de-escalation.",
            HelpName = "POINTS",
            Required = true,
            CustomParser = static result => SharedOptions.Read(result, text =>
                double.TryParse(
                    text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double points)
                && Math.Abs(points) <= Scenario.MostIntensity
                    ? points
                    : throw new FormatException($"'{text}' is not an intensity: give a number from -100 to 100, positive for escalation.")),
        };
        var pair = new Option<string?>("--pair")
        {
            Description = "Predict from events of this country pair, such as US-CN, where there are enough.",
            HelpName = "PAIR",
        };
        var measure = new Option<string?>("--measure")
        {
            Description = "Predict from events with this measure, such as tariff, where there are enough.",
            HelpName = "MEASURE",
        };
        var topic = new Option<string?>("--topic")
        {
            Description = "Predict from events of this topic, such as rare_earths, where there are enough.",
            HelpName = "TOPIC",
        };
        Option<EventWindow?> window = SharedOptions.StoredWindow("--window", "The window to predict. Default: -1,1.");
        Option<string?> horizon = SharedOptions.Horizon();
        Option<string?> data = SharedOptions.Data();
        Option<string?> storage = SharedOptions.Storage();
        var command = new MarketPulseSubcommand(
            "scenario",
            "Shows the predicted effect of a hypothetical event on every instrument: tension beta times intensity, always with its 95% "
                + "prediction interval, and with the adaptive one, which is as much wider or narrower as past predictions were off. "
                + "marketpulse verify measures how far they were.",
            "marketpulse scenario --intensity 80 --pair US-CN",
            "marketpulse scenario --intensity -40 --measure tariff --window 0,5")
        {
            intensity, pair, measure, topic, window, horizon, data, storage,
        };
        command.OnRun(async (context, cancellationToken) =>
        {
            var scenario = new Scenario
            {
                Intensity = context.Get(intensity),
                Pair = context.Get(pair),
                Measure = context.Get(measure),
                Topic = context.Get(topic),
                Horizon = Horizons.Parse(context.Get(horizon) ?? Horizon.All.Code()),
            };
            scenario = scenario with { Window = context.Get(window) ?? scenario.Window };
            await using LocalStorage opened = await context.OpenStorageAsync(
                context.Get(data), context.Get(storage), cancellationToken);
            await using LocalHost host = await context.StartHostAsync(opened, cancellationToken);
            Print(
                await context.Progress.RunAsync(
                    "Predicting", _ => host.Step<PredictScenario>().RunAsync(scenario, cancellationToken)),
                context);
        });
        return command;
    }

    private static void Print(ScenarioAnswer answer, CommandContext context)
    {
        context.Output.WriteDocument([ScenarioView.Summary(answer), ScenarioView.Effects(answer)]);
        if (answer.Effects.Count == 0)
        {
            context.Warn("There are no sensitivity profiles in this storage; run marketpulse ingest first.");
            return;
        }

        if (answer.Effects.All(effect => effect.AdaptiveMultiplier is null or 1))
        {
            context.Warn(
                "The adaptive intervals equal the plain ones, because too few past predictions are known; run marketpulse verify first.");
        }

        foreach (IGrouping<string, ScenarioEffect> passed in
            answer.Effects.SelectMany(effect => effect.PassedOver.Select(kind => (kind, effect)))
                .GroupBy(pair => pair.kind, pair => pair.effect))
        {
            context.Warn($"{passed.Key.Replace(':', ' ')} has too few event days for {passed.Count()} of {answer.Predicted} "
                + "instruments: their predictions use a broader kind of event.");
        }
    }
}
