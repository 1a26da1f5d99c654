using System.Text.Json;
using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Web.Documents;
using MarketPulse.Web.ReadApi;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace MarketPulse.Web.Mcp;

/// <summary>
/// A tool that answers from one endpoint of the read API. Its arguments are parameters of the endpoint, with the descriptions and limits
/// of the OpenAPI document; its answers carry the caveats with which the figures have to be quoted.
/// </summary>
internal sealed class ReadTool : McpServerTool
{
    private readonly ReadToolDefinition _definition;

    public ReadTool(ReadToolDefinition definition)
    {
        _definition = definition;
        ProtocolTool = new Tool
        {
            Name = definition.Name,
            Title = definition.Title,
            Description = definition.Description,
            InputSchema = JsonSerializer.SerializeToElement(ToolSchemas.Input(definition)),
            OutputSchema = JsonSerializer.SerializeToElement(ToolSchemas.Output()),
            Annotations = new ToolAnnotations
            {
                ReadOnlyHint = true,
                DestructiveHint = false,
                IdempotentHint = true,
                OpenWorldHint = false,
            },
        };
    }

    /// <inheritdoc/>
    public override Tool ProtocolTool { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<object> Metadata => [];

    /// <inheritdoc/>
    public override async ValueTask<CallToolResult> InvokeAsync(
        RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        ReadApiCalls api = request.Services!.GetRequiredService<ReadApiCalls>();
        (Dictionary<string, string> arguments, string? wrong) = ToolArguments.Read(_definition, request.Params.Arguments);
        if (wrong is not null)
        {
            return Failed(wrong);
        }

        (string path, IEnumerable<KeyValuePair<string, string?>> parameters) =
            _definition.Request(arguments, request.Services!.GetRequiredService<TimeProvider>().GetUtcNow());
        ReadApiResponse response = await api.GetAsync(path, parameters, cancellationToken);
        JsonObject document = response.Document;
        if ((response.Problem ?? await UnknownNames.FindAsync(api, arguments, document, cancellationToken)) is { } problem)
        {
            return Failed(problem);
        }

        document.Remove("nextlink");
        _definition.Shape?.Invoke(document);
        Readings.AddTo(document);
        QuotedText.Mark(document);
        IEnumerable<string> caveats = _definition.IsCalibrated
            ? [.. _definition.Caveats, await CalibrationCaveat.ReadAsync(api, cancellationToken)]
            : _definition.Caveats;
        var answer = new JsonObject
        {
            ["caveats"] = new JsonArray([.. caveats.Select(caveat => JsonValue.Create(caveat))]),
            ["source"] = response.Address,
            ["engineversion"] = EngineVersion.Current,
            ["answer"] = document,
        };
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = answer.ToJsonString() }],
            StructuredContent = JsonSerializer.SerializeToElement(answer),
        };
    }

    private static CallToolResult Failed(string why) => new() { IsError = true, Content = [new TextContentBlock { Text = why }] };
}
