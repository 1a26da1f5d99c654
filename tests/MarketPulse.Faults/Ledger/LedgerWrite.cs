namespace MarketPulse.Faults.Ledger;

/// <summary>Where a worker is killed, between the lock of a forecast and its outcome.</summary>
internal enum LedgerWrite
{
    /// <summary>The worker holds the lease and is about to lock the forecast.</summary>
    BeforeLock,

    /// <summary>The forecast is locked, and the event has not been scored yet.</summary>
    AfterLock,

    /// <summary>The event is scored, and the outcomes are about to be added.</summary>
    BeforeOutcomes,

    /// <summary>The outcomes are added, and the message has not been completed.</summary>
    AfterOutcomes,
}
