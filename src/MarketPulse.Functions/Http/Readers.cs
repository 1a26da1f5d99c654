using MarketPulse.Web;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace MarketPulse.Functions.Http;

/// <summary>
/// Who may read, as the host enforces it. The host learns the level from the attributes of <c>Api</c> and <c>OData</c>, so it is fixed
/// when the app is compiled, by the property <c>MarketPulseReadAccess</c>. If the setting <c>Web__ReadAccess</c> disagrees, the app
/// refuses to start: readers would be shut out, or let in without a key.
/// </summary>
/// <param name="web">Who may read, as the settings say.</param>
public sealed class Readers(WebOptions web) : IHostedLifecycleService
{
#if READERS_SIGN_IN
    /// <summary>The host asks for no key: the platform's sign-in comes before it, and the web checks that it did.</summary>
    public const AuthorizationLevel Level = AuthorizationLevel.Anonymous;
#else
    /// <summary>The host asks for a function key.</summary>
    public const AuthorizationLevel Level = AuthorizationLevel.Function;
#endif

    private static bool SignIn => Level == AuthorizationLevel.Anonymous;

    /// <summary>Compares setting and level, before the worker has told the host that it is there.</summary>
    /// <exception cref="InvalidOperationException">They differ; the message says what to set.</exception>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (SignIn != (web.ReadAccess == ReadAccess.Entra))
        {
            throw new InvalidOperationException(
                $"Setting Web__ReadAccess is '{Name(web.ReadAccess)}', but this app was compiled for readers "
                + $"{(SignIn ? "who sign in" : "with a key")}: build it with MarketPulseReadAccess={(SignIn ? "key" : "entra")}, "
                + $"or set Web__ReadAccess to {(SignIn ? "entra" : "key")}.");
        }

        return Task.CompletedTask;
    }

    /// <summary>Does nothing.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing.</summary>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Does nothing.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Name(ReadAccess access) => access.ToString().ToLowerInvariant();
}
