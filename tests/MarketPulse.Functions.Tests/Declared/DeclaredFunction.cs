extern alias SignInApp;
extern alias StorageQueueApp;

using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace MarketPulse.Functions.Tests.Declared;

/// <summary>A function as its attributes declare it to the host.</summary>
internal sealed record DeclaredFunction(string Name, MethodInfo Method, ParameterInfo Parameter, TriggerBindingAttribute Trigger)
{
    public static Assembly ServiceBusApp { get; } = typeof(MarketPulse.Functions.ServiceBus.Settlement).Assembly;

    public static Assembly StorageQueueApp { get; } = typeof(StorageQueueApp::MarketPulse.Functions.StorageQueue.Settlement).Assembly;

    /// <summary>The app of Service Bus again, compiled for readers who sign in.</summary>
    public static Assembly SignInApp { get; } = typeof(SignInApp::MarketPulse.Functions.ServiceBus.Settlement).Assembly;

    public static IReadOnlyList<Assembly> Apps { get; } = [ServiceBusApp, StorageQueueApp];

    public static IReadOnlyList<DeclaredFunction> In(Assembly app) =>
    [
        .. from type in app.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           let trigger = method.GetParameters().Single(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
           orderby function.Name
           select new DeclaredFunction(function.Name, method, trigger, trigger.GetCustomAttribute<TriggerBindingAttribute>()!),
    ];
}
