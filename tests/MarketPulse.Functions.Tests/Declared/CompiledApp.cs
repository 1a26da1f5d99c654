extern alias SignInApp;

using System.Reflection;
using MarketPulse.Functions.ServiceBus;
using MarketPulse.Functions.StorageQueue;
using Microsoft.Azure.Functions.Worker.Builder;

namespace MarketPulse.Functions.Tests.Declared;

/// <summary>The app as compiled for one choice of transport and readers.</summary>
/// <param name="Name">Name of the choice.</param>
/// <param name="Assemblies">The assemblies with functions.</param>
/// <param name="Configure">Configures the app like Program.</param>
internal sealed record CompiledApp(string Name, IReadOnlyList<Assembly> Assemblies, Action<FunctionsApplicationBuilder> Configure)
{
    /// <summary>On Service Bus, for readers with a key.</summary>
    public static CompiledApp OnServiceBus { get; } = new(
        "ServiceBus",
        [typeof(FunctionsServices).Assembly, typeof(ServiceBusServices).Assembly],
        builder =>
        {
            builder.AddMarketPulseFunctions();
            ServiceBusServices.AddTransport(builder.Services, builder.Configuration);
        });

    /// <summary>On storage queues, for readers with a key.</summary>
    public static CompiledApp OnStorageQueues { get; } = new(
        "StorageQueue",
        [typeof(FunctionsServices).Assembly, typeof(StorageQueueServices).Assembly],
        builder =>
        {
            builder.AddMarketPulseFunctions();
            StorageQueueServices.AddTransport(builder.Services, builder.Configuration);
        });

    /// <summary>On Service Bus, for readers who sign in.</summary>
    public static CompiledApp ForSignIn { get; } = new(
        "ServiceBus with sign-in",
        [typeof(SignInApp::MarketPulse.Functions.FunctionsServices).Assembly, typeof(ServiceBusServices).Assembly],
        builder =>
        {
            SignInApp::MarketPulse.Functions.FunctionsServices.AddMarketPulseFunctions(builder);
            ServiceBusServices.AddTransport(builder.Services, builder.Configuration);
        });

    /// <summary>One app per transport.</summary>
    public static IReadOnlyList<CompiledApp> PerTransport { get; } = [OnServiceBus, OnStorageQueues];

    /// <summary>The app's functions, ordered by name.</summary>
    public IReadOnlyList<DeclaredFunction> Functions =>
        [.. Assemblies.SelectMany(DeclaredFunction.In).OrderBy(function => function.Name, StringComparer.Ordinal)];

    /// <inheritdoc/>
    public override string ToString() => Name;
}
