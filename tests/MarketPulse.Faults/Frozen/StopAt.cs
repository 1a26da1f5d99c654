namespace MarketPulse.Faults.Frozen;

/// <summary>The write before which a worker is stopped: it has just checked that it holds the lease.</summary>
internal enum StopAt
{
    /// <summary>The articles are assigned to events.</summary>
    Attributions,

    /// <summary>The events are written.</summary>
    Events,

    /// <summary>The events are sent to be scored; the articles are about to be noted as finished.</summary>
    Finished,
}
