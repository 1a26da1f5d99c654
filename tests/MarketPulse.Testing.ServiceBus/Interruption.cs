namespace MarketPulse.Testing.ServiceBus;

/// <summary>The operations that can be interrupted.</summary>
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
    /// <summary>The connection is cut before the broker executes the operation.</summary>
    LostRequest,

    /// <summary>The connection is cut after the broker has executed the operation, but before it responds.</summary>
    LostAnswer,

    /// <summary>The broker neither executes the operation nor responds. The connection stays open.</summary>
    Silence,
}
