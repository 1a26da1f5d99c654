using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Impact;
using MarketPulse.Core.Sensitivity;
using MarketPulse.Feeds.Times;
using MarketPulse.Local.Printing;

namespace MarketPulse.Local.Commands;

/// <summary>Options shared by several commands, each with the same name, meaning and messages.</summary>
internal static class SharedOptions
{
    /// <summary>The option <c>--quiet</c>.</summary>
    public const string QuietName = "--quiet";

    /// <summary>The option <c>--no-color</c>.</summary>
    public const string NoColorName = "--no-color";

    /// <summary><c>--output table|json|csv</c>, which every subcommand has. Some commands have other formats too.</summary>
    /// <param name="others">The formats other than tables, JSON and CSV that the command has.</param>
    public static Option<OutputFormat> Output(params OutputFormat[] others)
    {
        OutputFormat[] usual = [OutputFormat.Table, OutputFormat.Json, OutputFormat.Csv];
        string[] formats = [.. usual.Concat(others).Select(Codes<OutputFormat>.Of)];
        string more = (others.Contains(OutputFormat.Parquet) ? ", or as a Parquet file" : "")
            + (others.Contains(OutputFormat.Svg) ? ", or a drawing" : "");
        var option = new Option<OutputFormat>("--output")
        {
            Description =
                $"Output format: a table for people, or every column as JSON or CSV{more}. Default: table.",
            HelpName = string.Join('|', formats),
            CustomParser = result => Read(result, text => formats.Contains(text)
                ? Codes<OutputFormat>.Parse(text)
                : throw new FormatException($"'{text}' is not an output format: give {string.Join(", ", formats[..^1])} or "
                    + $"{formats[^1]}.")),
        };
        option.CompletionSources.Clear();
        option.CompletionSources.Add(formats);
        return option;
    }

    /// <summary><c>--quiet</c>, which every command has.</summary>
    public static Option<bool> Quiet() => new(QuietName)
    {
        Description = "Print only results, warnings and errors: no remarks and no progress.",
        Recursive = true,
    };

    /// <summary><c>--no-color</c>, which every command has.</summary>
    public static Option<bool> NoColor() => new(NoColorName)
    {
        Description = "Print without colour and progress, as with the environment variable NO_COLOR.",
        Recursive = true,
    };

    /// <summary><c>--data DIR</c>: where the storage started by the command keeps its data.</summary>
    public static Option<string?> Data() => new("--data")
    {
        Description = "Folder for the data of the storage that the command starts. Default: a folder in your user profile.",
        HelpName = "DIR",
    };

    /// <summary><c>--storage CONNECTION</c>: a storage account or a running Azurite.</summary>
    public static Option<string?> Storage() => new("--storage")
    {
        Description = "Connection string of a storage account or a running Azurite to use instead of starting one.",
        HelpName = "CONNECTION",
    };

    /// <summary>An option that takes a date, <c>yyyy-MM-dd</c>.</summary>
    public static Option<DateOnly?> Date(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "yyyy-MM-dd",
        CustomParser = static result => Read<DateOnly?>(result, text =>
            DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
                ? date
                : throw new FormatException($"'{text}' is not a date: write it as yyyy-MM-dd, such as 2025-06-02.")),
    };

    /// <summary><c>--published T</c>: the publication time of articles that have none.</summary>
    public static Option<PublishedTime?> Published(string description) => Time("--published", description);

    /// <summary>An option that takes a time with its zone, or a date.</summary>
    public static Option<PublishedTime?> Time(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "TIME",
        CustomParser = static result => Read<PublishedTime?>(result, text =>
            PublishedTimeParser.TryParse(text, zone: null, out PublishedTime time) && !time.ZoneMissing
                ? time
                : throw new FormatException($"'{text}' is not a time with a zone: write 2025-06-02T12:00Z, or 2025-06-02 if only the "
                    + "day is known.")),
    };

    /// <summary><c>--asof T</c>: what was known at a moment.</summary>
    public static Option<DateTimeOffset?> AsOf() => new("--asof")
    {
        Description = "Show what was known at this UTC time, without later reports, revisions and bars. A date means 00:00 UTC.",
        HelpName = "TIME",
        CustomParser = static result => Read<DateTimeOffset?>(result, text =>
            PublishedTimeParser.TryParse(text, zone: null, out PublishedTime time) && !time.ZoneMissing
                ? time.Utc
                : throw new FormatException($"'{text}' is not a time with a zone: write 2025-06-02T12:00Z, or 2025-06-02.")),
    };

    /// <summary>An option that takes an event window, <c>-1,1</c> or <c>m1_p1</c>.</summary>
    public static Option<EventWindow?> Window(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FIRST,LAST",
        CustomParser = static result => Read<EventWindow?>(result, text => EventWindow.Parse(text)),
    };

    /// <summary>An option that takes one of the windows that are scored and stored.</summary>
    public static Option<EventWindow?> StoredWindow(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "FIRST,LAST",
        CustomParser = static result =>
            Read<EventWindow?>(result, text => EventWindow.Parse(text) is var window && EventWindow.Defaults.Contains(window)
            ? window
            : throw new FormatException($"'{text}' is not stored: give "
                + $"{string.Join(", ", EventWindow.Defaults.Select(known => $"{known.Start},{known.End}"))}.")),
    };

    /// <summary><c>--horizon</c>: how far back reactions are counted.</summary>
    public static Option<string?> Horizon() => new("--horizon")
    {
        Description = "How far back reactions are counted: all, the last 365 days (12m), or all with half the weight for each year of "
            + "age (halflife). Default: all.",
        HelpName = string.Join('|', Horizons.Codes),
        CustomParser = static result => Read(result, text => Horizons.Parse(text).Code()),
    };

    /// <summary>Reads an option's value; a <see cref="FormatException"/> becomes its error.</summary>
    public static T? Read<T>(ArgumentResult result, Func<string, T> parse)
    {
        try
        {
            return parse(result.Tokens[0].Value);
        }
        catch (FormatException e)
        {
            result.AddError($"{(result.Parent as OptionResult)?.IdentifierToken?.Value}: {e.Message}");
            return default;
        }
    }
}
