using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions.Wire;

/// <summary>The stream of messages to and from the worker: requests, their responses, and notifications.</summary>
/// <param name="workerId">Id of the only worker that may open the stream.</param>
/// <param name="log">Receives the lines that the worker logs.</param>
internal sealed class WorkerStream(string workerId, WorkerLog log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _pending = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;

    /// <summary>Completes when the worker has opened the stream and identified itself.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Sends a message that has no response.</summary>
    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Sends a request and returns its response.</summary>
    public async Task<StreamingMessage> AskAsync(StreamingMessage request)
    {
        request.RequestId = Guid.NewGuid().ToString();
        var response = new TaskCompletionSource<StreamingMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[Key(request)] = response;
        if (Volatile.Read(ref _failure) is { } failure)
        {
            response.TrySetException(failure);
        }

        Send(request);
        return await response.Task;
    }

    /// <summary>Fails all pending and future requests.</summary>
    public void Fail(Exception failure)
    {
        Volatile.Write(ref _failure, failure);
        _connected.TrySetException(failure);
        foreach (TaskCompletionSource<StreamingMessage> response in _pending.Values)
        {
            response.TrySetException(failure);
        }
    }

    /// <summary>Passes messages in both directions until the worker closes the stream or the token is cancelled.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        if (!await incoming.MoveNext(cancellationToken) || incoming.Current.StartStream?.WorkerId != workerId)
        {
            throw new Grpc.Core.RpcException(
                new Status(StatusCode.PermissionDenied, "The stream must begin with the id with which the worker was started."));
        }

        _connected.TrySetResult();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task sending = SendAllAsync(outgoing, ended.Token);
        try
        {
            await foreach (StreamingMessage message in incoming.ReadAllAsync(cancellationToken))
            {
                Receive(message);
            }
        }
        finally
        {
            await ended.CancelAsync();
            await sending;
        }
    }

    private async Task SendAllAsync(IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (StreamingMessage message in _outgoing.Reader.ReadAllAsync(cancellationToken))
            {
                await outgoing.WriteAsync(message, cancellationToken);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException or IOException)
        {
            // The stream has ended. Requests without a response fail when the process of the worker exits.
        }
    }

    private void Receive(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
        {
            log.Add(message.RpcLog);
        }
        else if (_pending.TryRemove(Key(message), out TaskCompletionSource<StreamingMessage>? response))
        {
            response.TrySetResult(message);
        }
    }

    /// <summary>Invocations are identified by their own id, as in the real host; other requests by the id of the request.</summary>
    private static string Key(StreamingMessage message) => message.ContentCase switch
    {
        StreamingMessage.ContentOneofCase.InvocationRequest => message.InvocationRequest.InvocationId,
        StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
        _ => message.RequestId,
    };
}
