using MarketPulse.Core.Contract;

namespace MarketPulse.Web.Rows;

/// <summary>Writes values of one type; a missing value is JSON null or an empty CSV cell.</summary>
/// <typeparam name="T">Type of the values.</typeparam>
internal abstract class ValueEncoder<T>
{
    public abstract void WriteJson(Utf8Buffer buffer, T value);

    public abstract void WriteCsv(Utf8Buffer buffer, T value);
}

/// <summary>Creates encoders.</summary>
internal static class ValueEncoder
{
    /// <exception cref="NotSupportedException">Columns of that type are not supported.</exception>
    public static ValueEncoder<T> For<T>() => (ValueEncoder<T>)Make(typeof(T));

    private static object Make(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Activator.CreateInstance(typeof(NullableEncoder<>).MakeGenericType(inner), Make(inner))!;
        }

        if (type.IsEnum)
        {
            return Activator.CreateInstance(typeof(CodeEncoder<>).MakeGenericType(type))!;
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.String => new TextEncoder<string?>(static text => text),
            TypeCode.Double => new RawEncoder<double>(
                static (buffer, value) => buffer.WriteFormatted(value), quoted: false, static value => double.IsFinite(value)),
            TypeCode.Int32 => new RawEncoder<int>(static (buffer, value) => buffer.WriteFormatted(value), quoted: false),
            TypeCode.Int64 => new RawEncoder<long>(static (buffer, value) => buffer.WriteFormatted(value), quoted: false),
            TypeCode.Boolean => new RawEncoder<bool>(static (buffer, value) => buffer.Write(value ? "true"u8 : "false"u8), quoted: false),
            _ when type == typeof(DateTimeOffset) => new RawEncoder<DateTimeOffset>(
                static (buffer, value) => buffer.WriteTime(value), quoted: true),
            _ when type == typeof(DateOnly) => new RawEncoder<DateOnly>(
                static (buffer, value) => buffer.WriteFormatted(value, "yyyy-MM-dd"), quoted: true),
            _ when type == typeof(IReadOnlyList<string>) => new TextEncoder<IReadOnlyList<string>?>(
                static list => list is null ? "" : string.Join('|', list)),
            _ => throw new NotSupportedException($"Columns of type {type} are not supported."),
        };
    }

    /// <summary>Values whose text needs no escaping.</summary>
    private sealed class RawEncoder<T>(Action<Utf8Buffer, T> write, bool quoted, Func<T, bool>? has = null) : ValueEncoder<T>
    {
        public override void WriteJson(Utf8Buffer buffer, T value)
        {
            if (has?.Invoke(value) == false)
            {
                buffer.Write("null"u8);
                return;
            }

            if (quoted)
            {
                buffer.Write((byte)'"');
                write(buffer, value);
                buffer.Write((byte)'"');
            }
            else
            {
                write(buffer, value);
            }
        }

        public override void WriteCsv(Utf8Buffer buffer, T value)
        {
            if (has?.Invoke(value) != false)
            {
                write(buffer, value);
            }
        }
    }

    private sealed class TextEncoder<T>(Func<T, string?> textOf) : ValueEncoder<T>
    {
        public override void WriteJson(Utf8Buffer buffer, T value)
        {
            if (textOf(value) is { } text)
            {
                buffer.WriteJsonText(text);
            }
            else
            {
                buffer.Write("null"u8);
            }
        }

        public override void WriteCsv(Utf8Buffer buffer, T value)
        {
            if (textOf(value) is { Length: > 0 } text)
            {
                buffer.WriteText(CsvText.Field(text));
            }
        }
    }

    private sealed class CodeEncoder<T> : ValueEncoder<T>
        where T : struct, Enum
    {
        public override void WriteJson(Utf8Buffer buffer, T value) => buffer.WriteJsonText(Codes<T>.Of(value));

        public override void WriteCsv(Utf8Buffer buffer, T value) => buffer.WriteText(Codes<T>.Of(value));
    }

    private sealed class NullableEncoder<T>(ValueEncoder<T> inner) : ValueEncoder<T?>
        where T : struct
    {
        public override void WriteJson(Utf8Buffer buffer, T? value)
        {
            if (value is { } present)
            {
                inner.WriteJson(buffer, present);
            }
            else
            {
                buffer.Write("null"u8);
            }
        }

        public override void WriteCsv(Utf8Buffer buffer, T? value)
        {
            if (value is { } present)
            {
                inner.WriteCsv(buffer, present);
            }
        }
    }
}
