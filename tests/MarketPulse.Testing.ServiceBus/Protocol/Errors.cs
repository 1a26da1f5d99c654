using Amqp.Framing;
using Amqp.Types;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>The errors that the broker answers with.</summary>
internal static class Errors
{
    public static Error MessageLockLost => new(new Symbol("com.microsoft:message-lock-lost"))
    {
        Description = "The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.",
    };

    public static Error LinkDetached => new(new Symbol("amqp:link:detach-forced")) { Description = "The link was detached by the broker." };

    public static Error NotFound(string address) => new(new Symbol("amqp:not-found")) { Description = $"The messaging entity '{address}' could not be found." };

    public static Error NotImplemented(string what) => new(new Symbol("amqp:not-implemented")) { Description = $"The broker does not implement {what}." };
}
