using Azure.Messaging.ServiceBus;
using MarketPulse.Pipeline.Messages;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>Reads the bodies of messages.</summary>
internal static class MessageText
{
    /// <summary>Reads the body as text.</summary>
    /// <exception cref="PermanentFaultException">The body is an AMQP value or sequence, as sent by some other AMQP clients.</exception>
    public static string Read(ServiceBusReceivedMessage message)
    {
        try
        {
            return message.Body.ToString();
        }
        catch (NotSupportedException e)
        {
            throw new PermanentFaultException("not_json", "The message's body is an AMQP value or sequence; it must be JSON as bytes.", e);
        }
    }
}
