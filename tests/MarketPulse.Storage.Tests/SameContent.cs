using System.Text.Json;

namespace MarketPulse.Storage.Tests;

internal static class SameContent
{
    /// <summary>Asserts that all public values are equal. Lists may be of different types.</summary>
    public static void ShouldHaveSameContentAs<T>(this T actual, T expected) =>
        JsonSerializer.Serialize(actual).ShouldBe(JsonSerializer.Serialize(expected));
}
