using System.Globalization;

namespace MarketPulse.Core.Contract;

/// <summary>A condition on the value of a column. Null never matches.</summary>
/// <param name="Column">The column to test.</param>
/// <param name="Comparison">How its value is compared with <paramref name="Value"/>.</param>
/// <param name="Value">
/// The published value to compare with: text (codes included), a number, a flag, a <see cref="DateTimeOffset"/> or a
/// <see cref="DateOnly"/>.
/// </param>
public sealed record ColumnCondition(RowColumn Column, Comparison Comparison, object Value)
{
    /// <summary>Whether <paramref name="row"/> matches.</summary>
    public bool Matches(object row) => Published(Column.Read(row)) is { } value && Matches(Compare(value, Value), Comparison);

    /// <summary>A column's value as it is published: enums as codes, lists joined into one text.</summary>
    public static object? Published(object? value) => value switch
    {
        Enum code => Codes.Snake(code.ToString()),
        IReadOnlyList<string> list => string.Join('|', list),
        _ => value,
    };

    /// <summary>Compares two published values of the same kind: text ordinally, numbers by size, times by instant.</summary>
    /// <exception cref="ArgumentException">The values are of different kinds.</exception>
    public static int Compare(object left, object right) => (left, right) switch
    {
        (string a, string b) => string.CompareOrdinal(a, b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        (DateOnly a, DateOnly b) => a.CompareTo(b),
        (bool a, bool b) => a.CompareTo(b),
        (int or long or double, int or long or double) =>
            Convert.ToDouble(left, CultureInfo.InvariantCulture).CompareTo(Convert.ToDouble(right, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"A {left.GetType().Name} cannot be compared with a {right.GetType().Name}.", nameof(right)),
    };

    private static bool Matches(int order, Comparison comparison) => comparison switch
    {
        Comparison.Equal => order == 0,
        Comparison.AtLeast => order >= 0,
        Comparison.Above => order > 0,
        Comparison.AtMost => order <= 0,
        _ => order < 0,
    };
}

/// <summary>How a column is compared with a value.</summary>
public enum Comparison
{
    /// <summary>Equal to it.</summary>
    Equal,

    /// <summary>Equal or above.</summary>
    AtLeast,

    /// <summary>Above.</summary>
    Above,

    /// <summary>Equal or below.</summary>
    AtMost,

    /// <summary>Below.</summary>
    Below,
}
