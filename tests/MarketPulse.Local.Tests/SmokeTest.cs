namespace MarketPulse.Local.Tests;

public class SmokeTest
{
    [Fact]
    public void Builds() => Repository.Root.ShouldNotBeEmpty();
}
