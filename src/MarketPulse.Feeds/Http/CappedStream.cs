namespace MarketPulse.Feeds.Http;

/// <summary>
/// Limits the length of a stream and drops the excess of lines that are too long, to protect against decompression bombs.
/// </summary>
/// <param name="inner">The stream.</param>
/// <param name="limit">Largest length in bytes; reading beyond it is an <see cref="InvalidDataException"/>.</param>
/// <param name="longestLine">Longest line in bytes.</param>
internal sealed class CappedStream(Stream inner, long limit, int longestLine) : Stream
{
    private long _read;
    private long _line;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _read; set => throw new NotSupportedException(); }

    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            int read = inner.Read(buffer, offset, count);
            _read += read;
            if (_read > limit)
            {
                throw new InvalidDataException("The file is too large.");
            }

            int kept = KeepLines(buffer.AsSpan(offset, read));
            if (kept > 0 || read == 0)
            {
                return kept;
            }
        }
    }

    /// <summary>Moves the bytes that are kept to the front and returns their number.</summary>
    private int KeepLines(Span<byte> bytes)
    {
        int kept = 0;
        foreach (byte b in bytes)
        {
            _line = b == (byte)'\n' ? 0 : _line + 1;
            if (_line <= longestLine)
            {
                bytes[kept++] = b;
            }
        }

        return kept;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
