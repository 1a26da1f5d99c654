using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using MarketPulse.Testing.Functions.Rpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MarketPulse.Testing.Functions.Wire;

/// <summary>The server that the worker connects to, on the loopback interface.</summary>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RpcServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
    }

    public Uri Address { get; }

    /// <exception cref="FunctionsHostException">The port is in use.</exception>
    public static async Task<RpcServer> StartAsync(WorkerStream stream, int port, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = null);
        builder.Services.AddSingleton(new Service(stream));
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapGrpcService<Service>();
        try
        {
            await app.StartAsync(cancellationToken);
            return new RpcServer(app);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await app.DisposeAsync();
            throw new FunctionsHostException(
                $"Port {port} of the loopback interface is in use: choose another one, or 0 for any free port.", e);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private sealed class Service(WorkerStream stream) : FunctionRpc.FunctionRpcBase
    {
        public override async Task EventStream(
            IAsyncStreamReader<StreamingMessage> requestStream,
            IServerStreamWriter<StreamingMessage> responseStream,
            ServerCallContext context)
        {
            try
            {
                await stream.RunAsync(requestStream, responseStream, context.CancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The worker or this host has disconnected.
            }
        }
    }
}
