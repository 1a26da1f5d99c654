using System.Net;

namespace MarketPulse.Outbound.Tests;

public class AddressGuardTests
{
    [Fact]
    public async Task A_name_that_resolves_to_this_machine_is_refused()
    {
        RefusedAddressException refused = await Should.ThrowAsync<RefusedAddressException>(async () =>
            await AddressGuard.ConnectAsync(new DnsEndPoint("localhost", 443), _ => false, TestContext.Current.CancellationToken));
        refused.Message.ShouldContain("not a public address");
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("2606:4700::1111", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("172.32.0.1", true)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("168.63.129.16", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("64:ff9b::a00:1", false)]
    public void Only_addresses_of_the_internet_are_public(string address, bool isPublic) =>
        AddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBe(isPublic);
}
