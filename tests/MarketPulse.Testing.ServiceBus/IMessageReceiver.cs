namespace MarketPulse.Testing.ServiceBus;

/// <summary>Receives messages from a queue.</summary>
internal interface IMessageReceiver
{
    /// <summary>Number of messages that the receiver is ready to receive.</summary>
    int Credit { get; }

    /// <summary>Delivers a message that is locked for the receiver; false if the receiver is gone.</summary>
    bool TryDeliver(BrokerMessage message);
}
