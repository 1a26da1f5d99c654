using System.Net;
using System.Net.Sockets;

namespace MarketPulse.Outbound;

/// <summary>
/// Keeps feeds and webhooks out of the private network that the app runs in: only public addresses are connected to, checked after the host
/// name has been resolved.
/// </summary>
public static class AddressGuard
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "168.63.129.16/32",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    // IANA allocates global unicast addresses from 2000::/3 only; these ranges within it embed IPv4 addresses or are reserved for
    // documentation.
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] NotGlobal =
    [
        .. new[] { "2001::/32", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Whether the address belongs to the public internet.</summary>
    public static bool IsPublic(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            address = address.MapToIPv4();
        }

        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Array.Exists(NotPublic, network => network.Contains(address))
            : Global.Contains(address) && !Array.Exists(NotGlobal, network => network.Contains(address));
    }

    /// <summary>Resolves a host name and connects to the first of its addresses that answers. Fails when any of them is private.</summary>
    /// <param name="endPoint">Host and port.</param>
    /// <param name="isAllowedLoopback">Whether an authority (<c>host:port</c>) may resolve to this machine.</param>
    /// <param name="cancellationToken">Stops connecting.</param>
    /// <exception cref="RefusedAddressException">The name resolves to an address that is not public.</exception>
    public static async ValueTask<Stream> ConnectAsync(
        DnsEndPoint endPoint, Func<string, bool> isAllowedLoopback, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(endPoint.Host, cancellationToken);
        bool local = isAllowedLoopback(FormattableString.Invariant($"{endPoint.Host}:{endPoint.Port}"));
        IPAddress? refused = Array.Find(addresses, address => !IsPublic(address) && !(local && IPAddress.IsLoopback(address)));
        if (refused is not null)
        {
            throw new RefusedAddressException(
                $"The host {endPoint.Host} resolves to {refused}, which is not a public address; connections into the private network "
                + $"are refused.");
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // Connect to the checked addresses, not to the name: a second lookup could return others.
            await socket.ConnectAsync(addresses, endPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
