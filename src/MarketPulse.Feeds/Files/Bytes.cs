using System.Text;
using System.Text.Unicode;

namespace MarketPulse.Feeds.Files;

/// <summary>Checks UTF-8 input and locates what is invalid in it.</summary>
internal static class Bytes
{
    /// <summary>The error for text in another encoding.</summary>
    public const string NotUtf8 = "this is not UTF-8; save the file as UTF-8.";

    /// <summary>The bytes without a byte order mark.</summary>
    public static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> utf8) => utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;

    /// <summary>Line and character, from 1, of the first bytes that are not valid UTF-8.</summary>
    public static (int Line, int Column) FirstInvalid(ReadOnlySpan<byte> utf8)
    {
        int line = 1;
        while (true)
        {
            int end = utf8.IndexOf((byte)'\n');
            ReadOnlySpan<byte> text = end < 0 ? utf8 : utf8[..end];
            if (end < 0 || !Utf8.IsValid(text))
            {
                return (line, InvalidColumn(text));
            }

            utf8 = utf8[(end + 1)..];
            line++;
        }
    }

    /// <summary>Character, from 1, of the first bytes of a line that are not valid UTF-8.</summary>
    public static int InvalidColumn(ReadOnlySpan<byte> line)
    {
        int column = 1;
        while (!line.IsEmpty && Rune.DecodeFromUtf8(line, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
        {
            column += rune.Utf16SequenceLength;
            line = line[length..];
        }

        return column;
    }
}
