using System.Text.Json;
using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions;

/// <summary>A function as the worker describes it.</summary>
public sealed class HostedFunction
{
    internal HostedFunction(RpcFunctionMetadata metadata, HostSettings settings)
    {
        Metadata = metadata;
        Trigger = metadata.RawBindings.Select(raw => JsonDocument.Parse(raw).RootElement)
            .First(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        Problem = settings.FirstUnresolved(Trigger) is { } name
            ? $"'%{name}%' does not resolve to a value: the real host disables the function {metadata.Name}."
            : null;
        Retry = metadata.RetryOptions is { } retry ? FunctionRetry.Of(retry) : null;
    }

    /// <summary>Its name, by which the host identifies it.</summary>
    public string Name => Metadata.Name;

    /// <summary>The binding that starts it, as JSON.</summary>
    public JsonElement Trigger { get; }

    /// <summary>The kind of its trigger, such as <c>timerTrigger</c>.</summary>
    public string TriggerType => Trigger.GetProperty("type").GetString()!;

    /// <summary>The methods of an HTTP trigger; empty if it accepts every method.</summary>
    public IEnumerable<string> Methods =>
        Trigger.TryGetProperty("methods", out JsonElement methods) ? methods.EnumerateArray().Select(method => method.GetString()!) : [];

    /// <summary>How often the host retries after a failure; null if it does not retry.</summary>
    public FunctionRetry? Retry { get; }

    /// <summary>Why the real host would disable the function; null if it would not.</summary>
    public string? Problem { get; }

    internal RpcFunctionMetadata Metadata { get; }

    /// <summary>A text property of the trigger; null if there is none with that name.</summary>
    public string? Text(string property) =>
        Trigger.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>
    /// The function in one line: the trigger and what it listens to; for HTTP the level of the key; with a retry policy the number of
    /// retries and the shortest and longest delay.
    /// </summary>
    public override string ToString()
    {
        string place = TriggerType switch
        {
            "httpTrigger" => $"{string.Join('|', Methods)} {Text("route")}, {Text("authLevel")?.ToLowerInvariant()}",
            "timerTrigger" => Text("schedule")!,
            _ => Text("queueName") ?? "",
        };
        string retry = Retry is { } policy
            ? $", {policy.MaxRetries} retries {policy.Shortest.TotalSeconds:0} to {policy.Longest.TotalSeconds:0} s"
            : "";
        return $"{Name}: {TriggerType} {place}{retry}";
    }
}

/// <summary>A retry policy with increasing delays.</summary>
/// <param name="MaxRetries">Number of attempts after the first.</param>
/// <param name="Shortest">The first delay.</param>
/// <param name="Longest">The longest delay.</param>
public sealed record FunctionRetry(int MaxRetries, TimeSpan Shortest, TimeSpan Longest)
{
    internal static FunctionRetry Of(RpcRetryOptions retry) => retry.RetryStrategy == RpcRetryOptions.Types.RetryStrategy.FixedDelay
        ? new FunctionRetry(retry.MaxRetryCount, retry.DelayInterval.ToTimeSpan(), retry.DelayInterval.ToTimeSpan())
        : new FunctionRetry(retry.MaxRetryCount, retry.MinimumInterval.ToTimeSpan(), retry.MaximumInterval.ToTimeSpan());
}
