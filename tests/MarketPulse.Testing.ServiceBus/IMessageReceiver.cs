namespace MarketPulse.Testing.ServiceBus;

/// <summary>Takes messages from a queue.</summary>
internal interface IMessageReceiver
{
    /// <summary>Messages that the receiver is ready to take.</summary>
    int Credit { get; }

    /// <summary>Hands the receiver a message that is locked for it; false if the receiver is gone.</summary>
    bool TryDeliver(BrokerMessage message);
}
