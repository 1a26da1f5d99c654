namespace MarketPulse.Testing.ServiceBus;

/// <summary>What a client asks of the broker, and during which its connection can be made to drop.</summary>
public enum BrokerOperation
{
    /// <summary>A message or a batch arrives.</summary>
    Send,

    /// <summary>A received message is completed, abandoned or dead-lettered.</summary>
    Settle,

    /// <summary>The lock of a received message is renewed.</summary>
    RenewLock,
}

/// <summary>When, within an operation, the connection drops. The client sees no difference.</summary>
public enum InterruptionPoint
{
    /// <summary>The broker has done nothing yet.</summary>
    BeforeOperation,

    /// <summary>The broker has done what was asked but not said so.</summary>
    BeforeAnswer,
}
