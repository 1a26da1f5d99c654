using Microsoft.Extensions.Options;

namespace MarketPulse.Functions.ServiceBus;

/// <summary>
/// The connection <c>ServiceBus</c>, which the Functions host also reads: a namespace and the app's identity, or a connection string
/// for an emulator.
/// </summary>
public sealed record ServiceBusOptions
{
    /// <summary>Name of the connection and of its configuration section.</summary>
    public const string Connection = "ServiceBus";

    /// <summary>Setting <c>ServiceBus</c>: a connection string; only for an emulator, because it holds a key.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Setting <c>ServiceBus__fullyQualifiedNamespace</c>, e.g. <c>name.servicebus.windows.net</c>.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>
    /// Setting <c>ServiceBus__clientId</c>: client id of the user-assigned identity; absent for the system-assigned one and on a
    /// developer's machine.
    /// </summary>
    public string? ClientId { get; set; }

    internal sealed class Validator : IValidateOptions<ServiceBusOptions>
    {
        public ValidateOptionsResult Validate(string? name, ServiceBusOptions options) =>
            (options.ConnectionString, options.FullyQualifiedNamespace) switch
            {
                ({ Length: > 0 }, { Length: > 0 }) => ValidateOptionsResult.Fail(
                    "Set ServiceBus or ServiceBus__fullyQualifiedNamespace, not both."),
                ({ Length: > 0 }, _) => ValidateOptionsResult.Success,
                (_, null or "") => ValidateOptionsResult.Fail(
                    "Setting ServiceBus__fullyQualifiedNamespace is missing; it names the Service Bus namespace, "
                    + "such as name.servicebus.windows.net."),
                (_, { } host) when Uri.CheckHostName(host) != UriHostNameType.Dns || !host.Contains('.', StringComparison.Ordinal) =>
                    ValidateOptionsResult.Fail(
                        $"Setting ServiceBus__fullyQualifiedNamespace is '{host}'; "
                        + "it must be a host name such as name.servicebus.windows.net."),
                _ => ValidateOptionsResult.Success,
            };
    }
}
