using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using Google.Protobuf.WellKnownTypes;
using MarketPulse.Testing.Functions.Http;
using MarketPulse.Testing.Functions.Rpc;
using MarketPulse.Testing.Functions.Wire;

namespace MarketPulse.Testing.Functions;

/// <summary>
/// Starts the isolated worker of an app like the Azure Functions host, loads its functions and runs them. Decisions that the real host
/// makes on its own, such as when a timer is due, are left to the test. Every wait has a limit; when it is exceeded, the exception shows
/// the last lines of the worker.
/// </summary>
public sealed class FunctionsHost : IAsyncDisposable
{
    private const string Version = "4.1037.0";

    private readonly FunctionApp _app;
    private readonly FunctionsHostOptions _options;
    private readonly RpcServer _server;
    private readonly WorkerStream _stream;
    private readonly WorkerProcess _worker;

    private FunctionsHost(
        FunctionApp app, FunctionsHostOptions options, RpcServer server, WorkerStream stream, WorkerProcess worker, WorkerLog log)
    {
        (_app, _options, _server, _stream, _worker, Log) = (app, options, server, stream, worker, log);
        Settings = new HostSettings(options.Settings);
        _ = FailWhenExitedAsync();
    }

    /// <summary>The running app.</summary>
    public FunctionApp App => _app;

    /// <summary>The app's functions, ordered by name.</summary>
    public IReadOnlyList<HostedFunction> Functions { get; private set; } = [];

    /// <summary>The capabilities that the worker announced.</summary>
    public IReadOnlyDictionary<string, string> Capabilities { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Time from the start of the worker's process until its last function was loaded.</summary>
    public TimeSpan StartTime { get; private set; }

    /// <summary>Processor time that the worker's process had used when its last function was loaded.</summary>
    public TimeSpan StartProcessorTime { get; private set; }

    /// <summary>The output of the worker.</summary>
    public WorkerLog Log { get; }

    /// <summary>Id of the worker's process.</summary>
    public int WorkerId => _worker.Id;

    /// <summary>The key that functions of level <c>function</c> require.</summary>
    public string FunctionKey { get; } = Guid.NewGuid().ToString("N");

    /// <summary>The key that is valid for every function.</summary>
    public string MasterKey { get; } = Guid.NewGuid().ToString("N");

    internal HostSettings Settings { get; }

    /// <summary>Starts the worker and returns when its functions are loaded.</summary>
    /// <exception cref="FunctionsHostException">The app is incomplete, the port is in use, or the worker exits or hangs; the message
    /// says what to do, or shows the worker's last lines.</exception>
    public static async Task<FunctionsHost> StartAsync(FunctionsHostOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        FunctionApp app = FunctionApp.Open(options.AppFolder);
        var log = new WorkerLog();
        string workerId = Guid.NewGuid().ToString();
        var stream = new WorkerStream(workerId, log);
        RpcServer server = await RpcServer.StartAsync(stream, options.Port, cancellationToken);
        WorkerProcess worker;
        try
        {
            worker = WorkerProcess.Start(app, Arguments(server.Address, workerId), options.Settings, log);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        var host = new FunctionsHost(app, options, server, stream, worker, log);
        try
        {
            await host.WithinLimitAsync(host.LoadAsync(), "The worker did not load its functions", cancellationToken);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>The function with that name.</summary>
    public HostedFunction Function(string name) => Functions.FirstOrDefault(function => function.Name == name)
        ?? throw new ArgumentException(
            $"The app has no function '{name}'; it has {string.Join(", ", Functions.Select(function => function.Name))}.", nameof(name));

    /// <summary>A client that calls the app's HTTP functions through the host, which checks keys and routes.</summary>
    /// <param name="key">The key to send with every request; none by default.</param>
    public HttpClient CreateClient(string? key = null)
    {
        var client = new HttpClient(new FrontDoor(this)) { BaseAddress = FrontDoor.Address, Timeout = _options.Limit };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add(FrontDoor.KeyHeader, key);
        }

        return client;
    }

    /// <summary>Runs a timer's function as if its schedule were due.</summary>
    /// <param name="name">The function.</param>
    /// <param name="isPastDue">Whether the run makes up for one that the host missed because it was down.</param>
    public Invocation RunTimer(string name, bool isPastDue = false)
    {
        HostedFunction function = Function(name);
        return Invoke(function, TimerInput.Create(function, Settings, isPastDue));
    }

    /// <summary>Requests the worker's status and waits for the response.</summary>
    public Task AskStatusAsync()
    {
        var question = new StreamingMessage { WorkerStatusRequest = new WorkerStatusRequest() };
        return WithinLimitAsync(_stream.AskAsync(question), "The worker did not report its status");
    }

    /// <summary>Sends SIGTERM to the worker, as the platform does when it removes an instance.</summary>
    public void Terminate() => _worker.Terminate();

    /// <summary>Asks the worker over the stream to exit, as the host does when it shuts down.</summary>
    public void RequestStop() => _stream.Send(new StreamingMessage
    {
        WorkerTerminate = new WorkerTerminate { GracePeriod = Duration.FromTimeSpan(TimeSpan.FromSeconds(5)) },
    });

    /// <summary>Waits until the worker's process has exited.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> WaitForExitAsync() => WithinLimitAsync(_worker.Exited, "The worker did not exit");

    /// <summary>Waits until the worker writes a line that contains the text; returns at once if one of the last lines does.</summary>
    public Task WaitForLineAsync(string text) => WithinLimitAsync(Log.WhenSeenAsync(text), $"The worker did not write '{text}'");

    /// <summary>Stops the worker, by force if it does not exit promptly.</summary>
    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _server.DisposeAsync();
    }

    internal Invocation Invoke(HostedFunction function, TypedData input, IReadOnlyDictionary<string, TypedData>? triggerMetadata = null)
    {
        string id = Guid.NewGuid().ToString();
        var request = new InvocationRequest
        {
            InvocationId = id,
            FunctionId = function.Metadata.FunctionId,
            InputData = { new ParameterBinding { Name = function.Text("name"), Data = input } },
            TraceContext = new RpcTraceContext { TraceParent = $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01" },
        };
        foreach ((string name, TypedData data) in triggerMetadata ?? new Dictionary<string, TypedData>(StringComparer.Ordinal))
        {
            request.TriggerMetadata[name] = data;
        }

        return new Invocation(this, function, id, AskAsync());

        async Task<InvocationResult> AskAsync() =>
            InvocationResult.Of((await _stream.AskAsync(new StreamingMessage { InvocationRequest = request })).InvocationResponse.Result);
    }

    internal void Cancel(Invocation invocation) =>
        _stream.Send(new StreamingMessage { InvocationCancel = new InvocationCancel { InvocationId = invocation.Id } });

    internal async Task WithinLimitAsync(Task task, string otherwise, CancellationToken cancellationToken = default)
    {
        try
        {
            await task.WaitAsync(_options.Limit, cancellationToken);
        }
        catch (TimeoutException e)
        {
            throw new FunctionsHostException(
                string.Create(CultureInfo.InvariantCulture, $"{otherwise} within {_options.Limit.TotalSeconds:0} s. {Log.Tail}"), e);
        }
    }

    internal async Task<T> WithinLimitAsync<T>(Task<T> task, string otherwise)
    {
        await WithinLimitAsync((Task)task, otherwise);
        return await task;
    }

    /// <summary>The arguments that the host passes to a worker: the older names, and the newer ones that the .NET worker reads.</summary>
    private static string[] Arguments(Uri address, string workerId)
    {
        string requestId = Guid.NewGuid().ToString();
        string port = address.Port.ToString(CultureInfo.InvariantCulture), most = int.MaxValue.ToString(CultureInfo.InvariantCulture);
        return
        [
            "--host", address.Host, "--port", port, "--workerId", workerId, "--requestId", requestId, "--grpcMaxMessageLength", most,
            "--functions-uri", address.ToString(), "--functions-worker-id", workerId, "--functions-request-id", requestId,
            "--functions-grpc-max-message-length", most,
        ];
    }

    private async Task FailWhenExitedAsync()
    {
        int code = await _worker.Exited;
        string when = Functions.Count == 0 ? " before its functions were loaded" : "";
        _stream.Fail(new FunctionsHostException(
            string.Create(CultureInfo.InvariantCulture, $"The worker exited with code {code}{when}. {Log.Tail}")));
    }

    private async Task LoadAsync()
    {
        await _stream.Connected;
        Capabilities = _options.IsPlaceholder ? await ReloadEnvironmentAsync() : await InitAsync();
        FunctionMetadataResponse metadata = (await _stream.AskAsync(new StreamingMessage
        {
            FunctionsMetadataRequest = new FunctionsMetadataRequest { FunctionAppDirectory = _app.Folder },
        })).FunctionMetadataResponse;
        ThrowUnlessSuccessful(metadata.Result, "describe its functions");
        HostedFunction[] functions =
        [
            .. metadata.FunctionMetadataResults.Select(described => new HostedFunction(described, Settings))
                .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase),
        ];
        await Task.WhenAll(functions.Select(LoadAsync));
        (StartTime, StartProcessorTime, Functions) = (_worker.Age, _worker.ProcessorTime, functions);
    }

    private async Task LoadAsync(HostedFunction function)
    {
        FunctionLoadResponse loaded = (await _stream.AskAsync(new StreamingMessage
        {
            FunctionLoadRequest = new FunctionLoadRequest { FunctionId = function.Metadata.FunctionId, Metadata = function.Metadata },
        })).FunctionLoadResponse;
        ThrowUnlessSuccessful(loaded.Result, $"load {function.Name}");
    }

    private async Task<IReadOnlyDictionary<string, string>> InitAsync()
    {
        WorkerInitResponse response = (await _stream.AskAsync(new StreamingMessage
        {
            WorkerInitRequest = new WorkerInitRequest
            {
                HostVersion = Version,
                WorkerDirectory = _app.Folder,
                FunctionAppDirectory = _app.Folder,
            },
        })).WorkerInitResponse;
        ThrowUnlessSuccessful(response.Result, "start");
        return response.Capabilities;
    }

    private async Task<IReadOnlyDictionary<string, string>> ReloadEnvironmentAsync()
    {
        FunctionEnvironmentReloadResponse response = (await _stream.AskAsync(new StreamingMessage
        {
            FunctionEnvironmentReloadRequest = new FunctionEnvironmentReloadRequest { FunctionAppDirectory = _app.Folder },
        })).FunctionEnvironmentReloadResponse;
        ThrowUnlessSuccessful(response.Result, "load the app");
        return response.Capabilities;
    }

    private void ThrowUnlessSuccessful(StatusResult? result, string what)
    {
        if (result?.Status != StatusResult.Types.Status.Success)
        {
            string reason = result?.Exception?.Message ?? "it gave no reason";
            throw new FunctionsHostException($"The worker could not {what}: {reason}. {Log.Tail}");
        }
    }
}
