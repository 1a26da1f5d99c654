using Amqp.Framing;
using Amqp.Types;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>The error responses of the broker.</summary>
internal static class Errors
{
    public static Error MessageLockLost => New(
        "com.microsoft:message-lock-lost", "The lock has expired, or the message has already been settled.");

    public static Error MessageSizeExceeded => New(
        "amqp:link:message-size-exceeded", "The message or batch is larger than the link allows.");

    public static Error LinkDetached => New("amqp:link:detach-forced", "The link was detached by the broker.");

    public static Error NotFound(string address) => New("amqp:not-found", $"There is no queue '{address}'.");

    public static Error NotImplemented(string what) => New("amqp:not-implemented", $"The broker does not implement {what}.");

    private static Error New(string condition, string description) => new(new Symbol(condition)) { Description = description };
}
