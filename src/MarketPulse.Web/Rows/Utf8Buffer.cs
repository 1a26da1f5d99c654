using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MarketPulse.Web.Rows;

/// <summary>Buffer for the bytes of a response; grows as needed and is reused for the next rows.</summary>
internal sealed class Utf8Buffer
{
    // Characters that JavaScriptEncoder.Default does not escape: none of them can start markup or end a script.
    private static readonly System.Buffers.SearchValues<char> Plain =
        System.Buffers.SearchValues.Create(" !#$%()*,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_abcdefghijklmnopqrstuvwxyz{|}~");

    private byte[] _bytes = new byte[64 * 1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Writes text without escaping.</summary>
    public void WriteText(string text) => Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));

    /// <summary>Writes text as a JSON string.</summary>
    public void WriteJsonText(string text)
    {
        Write((byte)'"');
        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            Write(JsonEncodedText.Encode(text, JavaScriptEncoder.Default).EncodedUtf8Bytes);
        }
        else
        {
            WriteText(text);
        }

        Write((byte)'"');
    }

    /// <summary>Writes a number or time in the invariant culture; a number with the fewest digits that round-trip.</summary>
    public void WriteFormatted<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(Reserve(64), out int written, format, CultureInfo.InvariantCulture);
        Length += written;
    }

    /// <summary>Writes an instant as <c>yyyy-MM-ddTHH:mm:ssZ</c>, with a fraction of a second if it has one.</summary>
    public void WriteTime(DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        if (utc.Ticks % TimeSpan.TicksPerSecond != 0)
        {
            WriteFormatted(utc, "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'");
            return;
        }

        Utf8Formatter.TryFormat(utc, Reserve(32), out int written, 'O');
        Length += written - ".0000000Z".Length;
        Write((byte)'Z');
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count));
        }

        return _bytes.AsSpan(Length);
    }
}
