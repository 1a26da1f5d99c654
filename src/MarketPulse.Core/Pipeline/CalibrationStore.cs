using MarketPulse.Core.Sensitivity;

namespace MarketPulse.Core.Pipeline;

/// <summary>What the scores do on quiet days.</summary>
public interface ICalibrationStore
{
    /// <summary>Writes rows, replacing those of the same window and symbol.</summary>
    Task SaveAsync(IReadOnlyCollection<Calibration> rows, CancellationToken cancellationToken);

    /// <summary>The rows by window then symbol, of one symbol or of all.</summary>
    IAsyncEnumerable<Calibration> ReadAsync(string? symbol, CancellationToken cancellationToken);
}
