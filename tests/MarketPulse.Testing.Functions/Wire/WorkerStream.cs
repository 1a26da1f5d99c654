using System.Collections.Concurrent;
using System.Threading.Channels;
using Grpc.Core;
using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Testing.Functions.Wire;

/// <summary>The conversation with the worker: what is asked over it, and what comes back.</summary>
/// <param name="workerId">The worker that may open it.</param>
/// <param name="log">Takes what the worker logs.</param>
internal sealed class WorkerStream(string workerId, WorkerLog log)
{
    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _pending = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _connected = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _failure;

    /// <summary>Ends when the worker has opened the stream and said who it is.</summary>
    public Task Connected => _connected.Task;

    /// <summary>Sends what is not answered.</summary>
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

    /// <summary>Fails what is pending and all that is asked from now on.</summary>
    public void Fail(Exception failure)
    {
        Volatile.Write(ref _failure, failure);
        _connected.TrySetException(failure);
        foreach (TaskCompletionSource<StreamingMessage> response in _pending.Values)
        {
            response.TrySetException(failure);
        }
    }

    /// <summary>Carries messages both ways until the worker closes the stream or the token is cancelled.</summary>
    public async Task RunAsync(
        IAsyncStreamReader<StreamingMessage> incoming, IServerStreamWriter<StreamingMessage> outgoing, CancellationToken cancellationToken)
    {
        if (!await incoming.MoveNext(cancellationToken) || incoming.Current.StartStream?.WorkerId != workerId)
        {
            throw new Grpc.Core.RpcException(
                new Status(StatusCode.PermissionDenied, "The stream begins with the id that the worker was started with."));
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
            // The stream has ended; what it leaves unanswered fails with the worker's process.
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

    /// <summary>An invocation is known by its own id, as the real host knows it; the rest by the id of the request.</summary>
    private static string Key(StreamingMessage message) => message.ContentCase switch
    {
        StreamingMessage.ContentOneofCase.InvocationRequest => message.InvocationRequest.InvocationId,
        StreamingMessage.ContentOneofCase.InvocationResponse => message.InvocationResponse.InvocationId,
        _ => message.RequestId,
    };
}
