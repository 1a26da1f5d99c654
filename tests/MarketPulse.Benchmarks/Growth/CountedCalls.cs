using System.Reflection;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>Counts the calls of ports and the rows that they return, as requests are counted where there are any.</summary>
internal sealed class CountedCalls
{
    private static readonly MethodInfo Rows = typeof(CountedCalls)
        .GetMethod(nameof(CountRowsAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private long _total;

    /// <summary>Number of calls and rows.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Puts a counter in front of every port that is registered.</summary>
    public void Count(IServiceCollection services)
    {
        for (int i = 0; i < services.Count; i++)
        {
            ServiceDescriptor port = services[i];
            if (IsCounted(port.ServiceType))
            {
                services[i] = ServiceDescriptor.Singleton(port.ServiceType, provider => Proxy(port, provider));
            }
        }
    }

    // A proxy cannot have generic methods. The in-memory ports that do read the rows of those that are counted.
    private static bool IsCounted(Type port) => port is { IsInterface: true, IsGenericType: false }
        && port.Namespace == typeof(IRowReader).Namespace
        && !port.GetMethods().Any(method => method.IsGenericMethod);

    private object Proxy(ServiceDescriptor port, IServiceProvider provider)
    {
        object target = port.ImplementationInstance
            ?? port.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, port.ImplementationType!);
        object proxy = DispatchProxy.Create(port.ServiceType, typeof(PortProxy));
        ((PortProxy)proxy).Forward = (method, arguments) => Counted(method.Invoke(target, arguments));
        return proxy;
    }

    private object? Counted(object? result)
    {
        Interlocked.Increment(ref _total);
        Type? rows = result?.GetType().GetInterfaces()
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return rows is null ? result : Rows.MakeGenericMethod(rows.GetGenericArguments()).Invoke(this, [result]);
    }

    private async IAsyncEnumerable<T> CountRowsAsync<T>(IAsyncEnumerable<T> rows)
    {
        await foreach (T row in rows)
        {
            Interlocked.Increment(ref _total);
            yield return row;
        }
    }

    /// <summary>Forwards the calls of an interface.</summary>
    public class PortProxy : DispatchProxy
    {
        public Func<MethodInfo, object?[], object?>? Forward { get; set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            try
            {
                return Forward!(targetMethod!, args ?? []);
            }
            catch (TargetInvocationException e)
            {
                throw e.InnerException!;
            }
        }
    }
}
