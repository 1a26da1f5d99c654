namespace MarketPulse.Outbound;

/// <summary>Which addresses feeds and webhooks may ask: https, and the hosts that the configuration names; on this machine only where that is explicitly allowed.</summary>
public sealed class AddressPolicy
{
    private readonly HashSet<string> _hosts;
    private readonly HashSet<string> _loopback;

    /// <summary>Allows the configured addresses.</summary>
    /// <param name="configured">The configured addresses.</param>
    /// <param name="allowLoopback">Whether those of them that name this machine may be asked, by http too.</param>
    public AddressPolicy(IEnumerable<Uri> configured, bool allowLoopback)
    {
        Uri[] addresses = [.. configured];
        _hosts = new HashSet<string>(addresses.Select(address => address.Host), StringComparer.OrdinalIgnoreCase);
        _loopback = new HashSet<string>(
            allowLoopback ? addresses.Where(address => address.IsLoopback).Select(AuthorityOf) : [], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether host:port is this machine and may be asked.</summary>
    public bool IsAllowedLoopback(string authority) => _loopback.Contains(authority);

    /// <summary>Refuses an address that may not be asked.</summary>
    /// <param name="address">The address, as configured or after a redirect.</param>
    /// <param name="asked">The address that was asked for first.</param>
    /// <exception cref="RefusedAddressException">It may not.</exception>
    public void Check(Uri address, Uri asked)
    {
        bool loopback = IsAllowedLoopback(AuthorityOf(address));
        if (address.Scheme != Uri.UriSchemeHttps && !(loopback && address.Scheme == Uri.UriSchemeHttp))
        {
            throw new RefusedAddressException($"{Named(address, asked)} is not https.");
        }

        if (address.IsLoopback ? !loopback : !_hosts.Contains(address.Host) && !IsSameSite(address.Host, asked.Host))
        {
            throw new RefusedAddressException(
                $"{Named(address, asked)} is none of the configured hosts; if it is to be trusted, configure that address.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new RefusedAddressException($"{Named(address, asked)} holds a user name, which is needed nowhere here.");
        }
    }

    private static string Named(Uri address, Uri asked) => address == asked
        ? $"The address on {address.Host}"
        : $"{asked.Host} redirects to {address.Scheme}://{address.Host}, which";

    // www.example.org and example.org are one site; org and example.org are not.
    private static bool IsSameSite(string host, string asked) => IsUnder(host, asked) || IsUnder(asked, host);

    private static bool IsUnder(string host, string parent) =>
        parent.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(parent) == UriHostNameType.Dns
        && host.EndsWith("." + parent, StringComparison.OrdinalIgnoreCase);

    private static string AuthorityOf(Uri address) => FormattableString.Invariant($"{address.Host}:{address.Port}");
}
