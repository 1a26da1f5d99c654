using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>The node <c>$cbs</c>: accepts any security token.</summary>
internal sealed class TokenNode : IRequestProcessor
{
    public const string Address = "$cbs";

    public int Credit => 100;

    public void Process(RequestContext requestContext) => requestContext.Complete(new Message
    {
        ApplicationProperties = new ApplicationProperties { ["status-code"] = 202, ["status-description"] = "Accepted" },
    });
}
