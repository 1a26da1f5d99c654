namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

[AttributeUsage(AttributeTargets.All)]
public abstract class BindingAttribute : Attribute;

public abstract class TriggerBindingAttribute : BindingAttribute;
