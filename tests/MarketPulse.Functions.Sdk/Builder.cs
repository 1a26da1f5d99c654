using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker.Builder;

public class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new(args);
}

public class FunctionsApplicationBuilder : IHostApplicationBuilder
{
    private readonly HostApplicationBuilder _inner;

    internal FunctionsApplicationBuilder(string[] args)
    {
        _inner = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { Args = args });
        StartProbe.Current?.Configure(_inner);
    }

    public IDictionary<object, object> Properties => ((IHostApplicationBuilder)_inner).Properties;

    public ConfigurationManager Configuration => _inner.Configuration;

    IConfigurationManager IHostApplicationBuilder.Configuration => _inner.Configuration;

    public IHostEnvironment Environment => _inner.Environment;

    public ILoggingBuilder Logging => _inner.Logging;

    public IMetricsBuilder Metrics => _inner.Metrics;

    public IServiceCollection Services => _inner.Services;

    public IHost Build()
    {
        IHost host = _inner.Build();
        StartProbe.Current?.Built(host);
        return host;
    }

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => _inner.ConfigureContainer(factory, configure);
}

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => builder;
}

/// <summary>Not of the SDK: lets a test give the started app its settings, as the host does through the environment, and get hold of it.</summary>
internal sealed class StartProbe(Action<HostApplicationBuilder> configure, Action<IHost> built)
{
    private static readonly AsyncLocal<StartProbe?> Ambient = new();

    public static StartProbe? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public Action<HostApplicationBuilder> Configure { get; } = configure;

    public Action<IHost> Built { get; } = built;
}
