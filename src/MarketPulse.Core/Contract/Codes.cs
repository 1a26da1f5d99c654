using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;

namespace MarketPulse.Core.Contract;

/// <summary>
/// Turns enum members into the lower-case codes with underscores that tables, API and commands use, and back.
/// A member whose published code differs from its name carries <see cref="JsonStringEnumMemberNameAttribute"/>.
/// </summary>
/// <typeparam name="T">The enum whose members have codes.</typeparam>
public static class Codes<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> ToCode = Enum.GetValues<T>().ToDictionary(value => value, Create);

    private static readonly Dictionary<string, T> FromCode =
        ToCode.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The code of <paramref name="value"/>, e.g. <c>too_few_observations</c>.</summary>
    public static string Of(T value) => ToCode[value];

    /// <summary>Every code, in the order of the enum.</summary>
    public static IReadOnlyCollection<string> All => ToCode.Values;

    /// <summary>The member whose code is <paramref name="code"/>.</summary>
    /// <exception cref="FormatException">No member has that code; the message lists the valid codes.</exception>
    public static T Parse(string code) =>
        TryParse(code, out T value)
            ? value
            : throw new FormatException($"'{code}' is not one of {string.Join(", ", All)}.");

    /// <summary>Finds the member whose code is <paramref name="code"/>.</summary>
    public static bool TryParse(string? code, out T value)
    {
        value = default;
        return code is not null && FromCode.TryGetValue(code, out value);
    }

    private static string Create(T value) =>
        typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
            ?? Codes.Snake(value.ToString());
}

/// <summary>How codes and printed column names are spelled.</summary>
public static class Codes
{
    /// <summary>
    /// Writes a PascalCase name in snake_case: <c>CarLoPct</c> becomes <c>car_lo_pct</c>, <c>Mde80Pct</c> <c>mde80_pct</c>.
    /// </summary>
    public static string Snake(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var text = new StringBuilder(name.Length + 8);
        foreach (char c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
