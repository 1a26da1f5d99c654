namespace MarketPulse.Testing.ServiceBus;

/// <summary>What a client asks of the broker, and what can be interrupted.</summary>
public enum BrokerOperation
{
    /// <summary>A message or a batch arrives.</summary>
    Send,

    /// <summary>A received message is completed, abandoned or dead-lettered.</summary>
    Settle,

    /// <summary>The lock of a received message is renewed.</summary>
    RenewLock,
}

/// <summary>How an operation is interrupted.</summary>
public enum Interruption
{
    /// <summary>The connection is cut before the broker has done anything.</summary>
    LostRequest,

    /// <summary>The connection is cut after the broker has done what was asked, before it has said so.</summary>
    LostAnswer,

    /// <summary>The broker neither does what was asked nor answers. The connection stays.</summary>
    Silence,
}
