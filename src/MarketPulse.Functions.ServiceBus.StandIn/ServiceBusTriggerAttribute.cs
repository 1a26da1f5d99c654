using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks the parameter that receives a message of a Service Bus queue.</summary>
/// <param name="queueName">The queue to listen to.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    /// <summary>The queue to listen to.</summary>
    public string? QueueName { get; } = queueName;

    /// <summary>The name of the setting, or section of settings, that describes the connection.</summary>
    public string? Connection { get; set; }

    /// <summary>Whether the host completes the message when the function returns; true by default.</summary>
    public bool AutoCompleteMessages { get; set; } = true;
}
