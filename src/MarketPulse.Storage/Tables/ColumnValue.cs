using System.Globalization;
using System.Reflection;
using MarketPulse.Core.Contract;

namespace MarketPulse.Storage.Tables;

/// <summary>Converts the values of a type to and from a column.</summary>
/// <param name="ToStored">
/// Converts a value to the stored one; null omits the column. Throws <see cref="FormatException"/> for a value that must not be stored.
/// </param>
/// <param name="FromStored">Converts the stored value of a column that is present.</param>
internal sealed record ColumnValue(Func<object?, object?> ToStored, Func<object, object?> FromStored)
{
    private const string DateFormat = "yyyy-MM-dd";
    private const char ListSeparator = '|';

    /// <summary>The conversion for a type that is not nullable.</summary>
    /// <exception cref="NotSupportedException">Values of the type cannot be stored.</exception>
    public static ColumnValue For(Type type)
    {
        if (type == typeof(string))
        {
            return new ColumnValue(value => value, stored => (string)stored);
        }

        if (type == typeof(double))
        {
            return new ColumnValue(Finite, stored => Convert.ToDouble(stored, CultureInfo.InvariantCulture));
        }

        if (type == typeof(int))
        {
            return new ColumnValue(value => value, stored => Convert.ToInt32(stored, CultureInfo.InvariantCulture));
        }

        if (type == typeof(long))
        {
            return new ColumnValue(value => value, stored => Convert.ToInt64(stored, CultureInfo.InvariantCulture));
        }

        if (type == typeof(bool))
        {
            return new ColumnValue(value => value, stored => (bool)stored);
        }

        if (type == typeof(byte[]))
        {
            return new ColumnValue(value => value, stored => (byte[])stored);
        }

        if (type == typeof(DateTimeOffset))
        {
            return new ColumnValue(
                value => ((DateTimeOffset?)value)?.ToUniversalTime(), stored => ((DateTimeOffset)stored).ToUniversalTime());
        }

        if (type == typeof(DateOnly))
        {
            return new ColumnValue(
                value => ((DateOnly?)value)?.ToString(DateFormat, CultureInfo.InvariantCulture),
                stored => DateOnly.ParseExact((string)stored, DateFormat, CultureInfo.InvariantCulture));
        }

        if (type == typeof(IReadOnlyList<string>))
        {
            return new ColumnValue(
                value => Joined((IReadOnlyList<string>?)value),
                stored => (string)stored is { Length: > 0 } text ? text.Split(ListSeparator) : Array.Empty<string>());
        }

        return type.IsEnum
            ? (ColumnValue)typeof(ColumnValue).GetMethod(nameof(ForEnum), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(type).Invoke(null, null)!
            : throw new NotSupportedException($"A column cannot hold a {type}.");
    }

    /// <summary>The conversion for a nullable type. A null text is stored as the empty text; any other null omits the column.</summary>
    /// <exception cref="NotSupportedException">Values of the type cannot be stored.</exception>
    public static ColumnValue ForNullable(Type type) => type == typeof(string)
        ? new ColumnValue(value => value ?? "", stored => (string)stored is { Length: > 0 } text ? text : null)
        : For(type);

    private static ColumnValue ForEnum<TEnum>()
        where TEnum : struct, Enum =>
        new(value => value is null ? null : Codes<TEnum>.Of((TEnum)value), stored => Codes<TEnum>.Parse((string)stored));

    private static object? Finite(object? value) => value is double number && !double.IsFinite(number)
        ? throw new FormatException($"{number.ToString(CultureInfo.InvariantCulture)} is not finite; store null with a reason instead.")
        : value;

    private static string Joined(IReadOnlyList<string>? items)
    {
        if (items is null)
        {
            return "";
        }

        foreach (string item in items)
        {
            if (item.Length == 0 || item.Contains(ListSeparator, StringComparison.Ordinal))
            {
                throw new FormatException($"'{item}' is empty or contains '{ListSeparator}', which separates the items of a list.");
            }
        }

        return string.Join(ListSeparator, items);
    }
}
