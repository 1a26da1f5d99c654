using MarketPulse.Core.Impact;

namespace MarketPulse.Core.Sensitivity;

/// <summary>
/// The regressors of a <see cref="TensionDesign"/>: a constant, then the summed signed intensity at each lag of a window, session by
/// session.
/// </summary>
internal sealed class LaggedIntensity
{
    private readonly EventWindow _window;
    private readonly int _first;
    private readonly int _pad;
    private readonly double[] _padded;

    /// <summary>Lays out the regressors.</summary>
    /// <param name="intensity">Summed signed intensity by session, from the first session of the series on.</param>
    /// <param name="first">First session of the regression.</param>
    /// <param name="count">Number of sessions in the regression.</param>
    /// <param name="window">The lags.</param>
    public LaggedIntensity(ReadOnlySpan<double> intensity, int first, int count, EventWindow window)
    {
        _window = window;
        _first = first;
        _pad = Math.Max(Math.Abs(window.Start), Math.Abs(window.End));
        _padded = new double[intensity.Length + (2 * _pad)];
        intensity.CopyTo(_padded.AsSpan(_pad));
        Count = count;
    }

    /// <summary>Number of sessions in the regression.</summary>
    public int Count { get; }

    /// <summary>Number of lags.</summary>
    public int Lags => _window.Length;

    /// <summary>Number of regressors: the constant and the lags.</summary>
    public int Columns => _window.Length + 1;

    /// <summary>Writes the regressors of one session of the regression.</summary>
    public void CopyRow(int session, Span<double> row)
    {
        int position = _pad + _first + session - _window.Start;
        row[0] = 1;
        for (int i = 1; i < row.Length; i++)
        {
            row[i] = _padded[position - (i - 1)];
        }
    }

    /// <summary>One lag over all sessions; columns count from 1, after the constant.</summary>
    public ReadOnlySpan<double> Column(int column) => _padded.AsSpan(_pad + _first - (_window.Start + column - 1), Count);

    /// <summary>The sessions of the regression within a series.</summary>
    public ReadOnlySpan<double> SessionsOf(ReadOnlySpan<double> series) => series.Slice(_first, Count);

    /// <summary>The session of the regression at a position in a series; null before and after the regression.</summary>
    public int? SessionOf(int position) => position >= _first && position < _first + Count ? position - _first : null;

    /// <summary>The sessions of the regression, first and one past the last, whose regressors the intensity of a day enters.</summary>
    /// <param name="day">The day, as a session of the series.</param>
    public (int From, int To) Around(int day) =>
        (Math.Clamp(day + _window.Start - _first, 0, Count), Math.Clamp(day + _window.End + 1 - _first, 0, Count));
}
