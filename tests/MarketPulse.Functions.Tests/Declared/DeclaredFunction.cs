using System.Reflection;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace MarketPulse.Functions.Tests.Declared;

/// <summary>A function as its attributes declare it to the host.</summary>
internal sealed record DeclaredFunction(string Name, MethodInfo Method, ParameterInfo Parameter, TriggerBindingAttribute Trigger)
{
    public static IEnumerable<DeclaredFunction> In(Assembly assembly) =>
        from type in assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let trigger = method.GetParameters().Single(parameter => parameter.GetCustomAttribute<TriggerBindingAttribute>() is not null)
        select new DeclaredFunction(function.Name, method, trigger, trigger.GetCustomAttribute<TriggerBindingAttribute>()!);
}
