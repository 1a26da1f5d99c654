using MarketPulse.Web;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace MarketPulse.Functions.Http;

/// <summary>
/// Who may read, as enforced by the host. The host reads the level from the attributes of <c>Api</c> and <c>OData</c>, so it is fixed at
/// compile time by the property <c>MarketPulseReadAccess</c>. If the setting <c>Web__ReadAccess</c> differs, the app refuses to start;
/// otherwise readers would be locked out or admitted without a key.
/// </summary>
/// <param name="web">Who may read, according to the settings.</param>
public sealed class Readers(WebOptions web) : IHostedLifecycleService
{
#if READERS_SIGN_IN
    /// <summary>The host requires no key. The platform requires a sign-in first, and the web app checks that it did.</summary>
    public const AuthorizationLevel Level = AuthorizationLevel.Anonymous;
#else
    /// <summary>The host requires a function key.</summary>
    public const AuthorizationLevel Level = AuthorizationLevel.Function;
#endif

    private static bool SignIn => Level == AuthorizationLevel.Anonymous;

    /// <summary>Compares the setting with the level, before the worker connects to the host.</summary>
    /// <exception cref="InvalidOperationException">They differ; the message explains how to fix it.</exception>
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
