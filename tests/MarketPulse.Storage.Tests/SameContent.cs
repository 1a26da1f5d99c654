using System.Text.Json;

namespace MarketPulse.Storage.Tests;

internal static class SameContent
{
    /// <summary>Compares every public value; a list read back need not be of the class that was stored.</summary>
    public static void ShouldSayTheSameAs<T>(this T actual, T expected) => JsonSerializer.Serialize(actual).ShouldBe(JsonSerializer.Serialize(expected));
}
