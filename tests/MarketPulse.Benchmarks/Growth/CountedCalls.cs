using System.Collections;
using System.Reflection;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Benchmarks.Growth;

/// <summary>Counts the calls of ports and the rows that they return, as requests are counted where there are any.</summary>
internal sealed class CountedCalls
{
    private static readonly MethodInfo Rows = typeof(CountedCalls)
        .GetMethod(nameof(CountRowsAsync), BindingFlags.Instance | BindingFlags.NonPublic)!;

    private const int RowsPerPage = 1000;

    private long _total, _requests, _rowsGiven;

    /// <summary>Number of calls and rows.</summary>
    public long Total => Interlocked.Read(ref _total);

    /// <summary>Number of calls, and of further pages that calls returned.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>Number of items in the collections that were given to the stores to write.</summary>
    public long RowsGiven => Interlocked.Read(ref _rowsGiven);

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
        ((PortProxy)proxy).Forward = (method, arguments) =>
        {
            Interlocked.Add(ref _rowsGiven, arguments.OfType<ICollection>().Sum(given => given.Count));
            return Counted(method.Invoke(target, arguments));
        };
        return proxy;
    }

    private object? Counted(object? result)
    {
        Interlocked.Increment(ref _total);
        Interlocked.Increment(ref _requests);
        Type? rows = result?.GetType().GetInterfaces()
            .FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));
        return rows is null ? result : Rows.MakeGenericMethod(rows.GetGenericArguments()).Invoke(this, [result]);
    }

    private async IAsyncEnumerable<T> CountRowsAsync<T>(IAsyncEnumerable<T> rows)
    {
        long count = 0;
        await foreach (T row in rows)
        {
            Interlocked.Increment(ref _total);
            if (++count % RowsPerPage == 0)
            {
                Interlocked.Increment(ref _requests);
            }

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
