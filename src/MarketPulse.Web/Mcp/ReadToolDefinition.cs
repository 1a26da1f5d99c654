using System.Text.Json.Nodes;

namespace MarketPulse.Web.Mcp;

/// <summary>What a tool is called, which endpoint it reads, and how its answers are to be quoted.</summary>
internal sealed record ReadToolDefinition
{
    /// <summary>Name for programs.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    public required string Title { get; init; }

    /// <summary>What it answers and when to use it.</summary>
    public required string Description { get; init; }

    /// <summary>The endpoint whose parameters are the arguments, as in the OpenAPI document.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Parameters of the endpoint that are no arguments.</summary>
    public IReadOnlyList<string> Hidden { get; init; } = [];

    /// <summary>Arguments that may be left out although the endpoint requires them.</summary>
    public IReadOnlyList<string> Optional { get; init; } = [];

    /// <summary>Values of arguments that are not given.</summary>
    public IReadOnlyDictionary<string, string> Defaults { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Most rows of an answer; null for an endpoint that returns no pages.</summary>
    public int? MostRows { get; init; }

    /// <summary>Columns to request; empty for all.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>Without <c>from</c>, <c>to</c> and <c>asof</c>, how far back the answer goes; null for everything.</summary>
    public TimeSpan? Recent { get; init; }

    /// <summary>Chooses another path for some arguments, and the arguments that remain; null for the endpoint itself.</summary>
    public Func<IReadOnlyDictionary<string, string>, (string Path, IReadOnlyList<string> Used)>? Path { get; init; }

    /// <summary>Reduces a document to what a model needs; null to leave it.</summary>
    public Action<JsonObject>? Shape { get; init; }

    /// <summary>Sentences that belong to every answer.</summary>
    public required IReadOnlyList<string> Caveats { get; init; }

    /// <summary>Whether the answer contains scores, so that the measured calibration belongs to it.</summary>
    public bool IsCalibrated { get; init; }

    /// <summary>The request of the read API for arguments that were checked.</summary>
    /// <param name="arguments">The arguments by name.</param>
    /// <param name="now">The current time.</param>
    public (string Path, IEnumerable<KeyValuePair<string, string?>> Parameters) Request(
        IReadOnlyDictionary<string, string> arguments, DateTimeOffset now)
    {
        (string path, IReadOnlyList<string> used) = Path?.Invoke(arguments) ?? (Endpoint, []);
        var parameters = arguments.Where(pair => !used.Contains(pair.Key)).ToDictionary(
            pair => pair.Key, pair => (string?)pair.Value, StringComparer.Ordinal);
        foreach ((string name, string value) in Defaults)
        {
            parameters.TryAdd(name, value);
        }

        if (Recent is { } recent && !parameters.ContainsKey("from") && !parameters.ContainsKey("to") && !parameters.ContainsKey("asof"))
        {
            parameters["from"] = (now - recent).UtcDateTime.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        }

        if (Columns.Count > 0)
        {
            parameters["select"] = string.Join(',', Columns);
        }

        return (path, parameters);
    }
}
