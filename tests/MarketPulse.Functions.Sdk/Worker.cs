// The part of the isolated worker's API that MarketPulse.Functions uses, by the real names: the trigger classes are compiled from source against it.
namespace Microsoft.Azure.Functions.Worker;

[AttributeUsage(AttributeTargets.Method)]
public class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

[AttributeUsage(AttributeTargets.Method)]
public abstract class RetryAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public sealed class ExponentialBackoffRetryAttribute(int maxRetryCount, string minimumInterval, string maximumInterval) : RetryAttribute
{
    public string MinimumInterval { get; } = minimumInterval;

    public string MaximumInterval { get; } = maximumInterval;

    internal int MaxRetryCount { get; } = maxRetryCount;
}
