using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace MarketPulse.Testing.ServiceBus.Protocol;

/// <summary>A queue's node <c>$management</c>: renews locks, settles messages whose link is gone, and lets clients peek.</summary>
/// <param name="queue">The queue.</param>
/// <param name="interruptions">Interruptions of renewals and settlements.</param>
internal sealed class ManagementNode(BrokerQueue queue, Interruptions interruptions) : IRequestProcessor
{
    public const string AddressSuffix = "/$management";

    public int Credit => 100;

    public void Process(RequestContext requestContext)
    {
        var request = (Map)requestContext.Message.Body;
        var operation = (string)requestContext.Message.ApplicationProperties["operation"];
        switch (operation)
        {
            case "com.microsoft:renew-lock":
                interruptions.Run(BrokerOperation.RenewLock, requestContext.Link, () => RenewLocks(request), requestContext.Complete);
                break;
            case "com.microsoft:update-disposition":
                interruptions.Run(BrokerOperation.Settle, requestContext.Link, () => Settle(request), requestContext.Complete);
                break;
            case "com.microsoft:peek-message":
                requestContext.Complete(Peek(request));
                break;
            default:
                requestContext.Complete(Refused(501, Errors.NotImplemented(operation)));
                break;
        }
    }

    private Message RenewLocks(Map request)
    {
        DateTimeOffset?[] expirations = [.. ((Guid[])request["lock-tokens"]).Select(queue.Renew)];
        return expirations.Contains(null)
            ? Refused(410, Errors.MessageLockLost)
            : Done(new Map { ["expirations"] = expirations.Select(expiration => expiration!.Value.UtcDateTime).ToArray() });
    }

    private Message Settle(Map request)
    {
        var status = (string)request["disposition-status"];
        Func<Guid, bool>? settle = status switch
        {
            "completed" => queue.TryComplete,
            "abandoned" => queue.TryAbandon,
            "suspended" => lockToken => queue.TryDeadLetter(lockToken, DeadLetterProperties(request)),
            _ => null,
        };
        return settle is null ? Refused(501, Errors.NotImplemented($"disposition status '{status}'"))
            : ((Guid[])request["lock-tokens"]).All(settle) ? Done(new Map())
            : Refused(410, Errors.MessageLockLost);
    }

    private Message Peek(Map request)
    {
        IReadOnlyList<byte[]> messages = queue.Peek(
            (long)request["from-sequence-number"],
            (int)request["message-count"],
            message => MessageFormat.ToBytes(MessageFormat.ToWire(message)));
        if (messages.Count == 0)
        {
            return Answer(204, new Map());
        }

        var list = new List();
        foreach (byte[] message in messages)
        {
            list.Add(new Map { ["message"] = message });
        }

        return Done(new Map { ["messages"] = list });
    }

    private static IEnumerable<KeyValuePair<string, object>> DeadLetterProperties(Map request) =>
        new[] { ("DeadLetterReason", request["deadletter-reason"]), ("DeadLetterErrorDescription", request["deadletter-description"]) }
            .Where(property => property.Item2 is not null)
            .Select(property => KeyValuePair.Create(property.Item1, property.Item2))
            .Concat((request["properties-to-modify"] as Map ?? [])
                .Select(property => KeyValuePair.Create(property.Key.ToString()!, property.Value)));

    private static Message Done(Map body) => Answer(200, body);

    private static Message Answer(int statusCode, Map body) => new(body)
    {
        ApplicationProperties = new ApplicationProperties { ["statusCode"] = statusCode },
    };

    private static Message Refused(int statusCode, Error error) => new(new Map())
    {
        ApplicationProperties = new ApplicationProperties
        {
            ["statusCode"] = statusCode,
            ["errorCondition"] = error.Condition,
            ["statusDescription"] = error.Description,
        },
    };
}
