namespace MarketPulse.Feeds.Files;

/// <summary>Splits one line of a price file into fields, without copying them.</summary>
internal ref struct PriceCsvLine
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly byte _separator;
    private int _next;

    public PriceCsvLine(ReadOnlySpan<byte> line, byte separator)
    {
        _line = line;
        _separator = separator;
    }

    /// <summary>The current field, without quotes and surrounding spaces.</summary>
    public ReadOnlySpan<byte> Field { get; private set; }

    /// <summary>Where the current field begins in the line.</summary>
    public int Start { get; private set; }

    /// <summary>Where the next field begins in the line.</summary>
    public readonly int NextStart => _next;

    /// <summary>Whether there is another field. A separator at the end of the line is followed by an empty one.</summary>
    public readonly bool HasNext => _next <= _line.Length;

    /// <summary>Moves to the next field.</summary>
    /// <returns>False when there is none.</returns>
    public bool MoveNext()
    {
        if (!HasNext)
        {
            return false;
        }

        Start = _next;
        while (_next < _line.Length && _line[_next] == (byte)' ')
        {
            _next++;
        }

        if (!TryReadQuoted())
        {
            ReadPlain();
        }

        return true;
    }

    // A quote that is never closed is an ordinary character.
    private bool TryReadQuoted()
    {
        ReadOnlySpan<byte> rest = _line[_next..];
        int length = rest is [(byte)'"', ..] ? rest[1..].IndexOf((byte)'"') : -1;
        if (length < 0)
        {
            return false;
        }

        Field = rest.Slice(1, length).Trim((byte)' ');
        int end = length + 2;
        int separator = rest[end..].IndexOf(_separator);
        _next = separator < 0 ? _line.Length + 1 : _next + end + separator + 1;
        return true;
    }

    private void ReadPlain()
    {
        ReadOnlySpan<byte> rest = _line[_next..];
        int length = 0;
        while (length < rest.Length && rest[length] != _separator)
        {
            length++;
        }

        Field = rest[..length].TrimEnd((byte)' ');
        _next += length + 1;
    }
}
