namespace MarketPulse.Outbound;

/// <summary>
/// Decides which addresses feeds and webhooks may request: https only, and only configured hosts. Addresses on this machine need to be
/// allowed explicitly.
/// </summary>
public sealed class AddressPolicy
{
    private readonly HashSet<string> _hosts;
    private readonly HashSet<string> _loopback;

    /// <summary>Creates a policy that allows the configured addresses.</summary>
    /// <param name="configured">The configured addresses.</param>
    /// <param name="allowLoopback">Whether configured addresses on this machine may be requested, over http as well.</param>
    public AddressPolicy(IEnumerable<Uri> configured, bool allowLoopback)
    {
        Uri[] addresses = [.. configured];
        _hosts = new HashSet<string>(addresses.Select(address => address.Host), StringComparer.OrdinalIgnoreCase);
        _loopback = new HashSet<string>(
            allowLoopback ? addresses.Where(address => address.IsLoopback).Select(AuthorityOf) : [], StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Whether an authority (<c>host:port</c>) is on this machine and may be requested.</summary>
    public bool IsAllowedLoopback(string authority) => _loopback.Contains(authority);

    /// <summary>Throws when an address must not be requested.</summary>
    /// <param name="address">The address to request, as configured or as the target of a redirect.</param>
    /// <param name="configured">The configured address that the request started from.</param>
    /// <exception cref="RefusedAddressException">The address is not https, its host is not configured, or it contains a user
    /// name.</exception>
    public void Check(Uri address, Uri configured)
    {
        bool loopback = IsAllowedLoopback(AuthorityOf(address));
        if (address.Scheme != Uri.UriSchemeHttps && !(loopback && address.Scheme == Uri.UriSchemeHttp))
        {
            throw new RefusedAddressException($"{Named(address, configured)} is not https.");
        }

        if (address.IsLoopback ? !loopback : !_hosts.Contains(address.Host) && !IsSameSite(address.Host, configured.Host))
        {
            throw new RefusedAddressException(
                $"{Named(address, configured)} is not a configured host; if you trust it, configure that address.");
        }

        if (address.UserInfo.Length > 0)
        {
            throw new RefusedAddressException($"{Named(address, configured)} contains a user name; remove it.");
        }
    }

    private static string Named(Uri address, Uri configured) => address == configured
        ? $"The address on {address.Host}"
        : $"{configured.Host} redirects to {address.Scheme}://{address.Host}, which";

    // www.example.org and example.org are the same site; org and example.org are not.
    private static bool IsSameSite(string host, string other) => IsUnder(host, other) || IsUnder(other, host);

    private static bool IsUnder(string host, string parent) =>
        parent.Contains('.', StringComparison.Ordinal) && Uri.CheckHostName(parent) == UriHostNameType.Dns
        && host.EndsWith("." + parent, StringComparison.OrdinalIgnoreCase);

    private static string AuthorityOf(Uri address) => FormattableString.Invariant($"{address.Host}:{address.Port}");
}
