using System.Reflection;
using Google.Protobuf.Reflection;
using MarketPulse.Testing.Functions.Rpc;

namespace MarketPulse.Functions.Tests.Host;

/// <summary>The protocol as the tests' host writes it down is a part of the one that the worker's package carries.</summary>
public sealed class ProtocolTests
{
    private static readonly FileDescriptor Published = (FileDescriptor)Assembly.Load("Microsoft.Azure.Functions.Worker.Grpc")
        .GetType("Microsoft.Azure.Functions.Worker.Grpc.Messages.FunctionRpcReflection", throwOnError: true)!
        .GetProperty(nameof(FunctionRpcReflection.Descriptor), BindingFlags.Public | BindingFlags.Static)!
        .GetValue(null)!;

    [Fact]
    public void Every_field_has_the_published_number_type_and_place()
    {
        var published = Messages(Published).ToDictionary(message => message.FullName, StringComparer.Ordinal);
        MessageDescriptor[] ours = [.. Messages(FunctionRpcReflection.Descriptor)];

        ours.Length.ShouldBeGreaterThan(30);
        foreach (MessageDescriptor message in ours)
        {
            published.ShouldContainKey(message.FullName);
            string[] known = [.. published[message.FullName].Fields.InDeclarationOrder().Select(Describe)];
            message.Fields.InDeclarationOrder().Select(Describe).Except(known).ShouldBeEmpty($"not published so in {message.FullName}");
        }
    }

    [Fact]
    public void Every_value_of_an_enum_has_the_published_number()
    {
        Dictionary<string, EnumDescriptor> published = Enums(Published).ToDictionary(values => values.FullName, StringComparer.Ordinal);
        EnumDescriptor[] ours = [.. Enums(FunctionRpcReflection.Descriptor)];

        ours.ShouldNotBeEmpty();
        foreach (EnumDescriptor values in ours)
        {
            values.Values.Select(value => (value.Name, value.Number))
                .ShouldBe(published[values.FullName].Values.Select(value => (value.Name, value.Number)));
        }
    }

    [Fact]
    public void The_service_is_the_one_stream_that_the_worker_opens()
    {
        MethodDescriptor method = FunctionRpcReflection.Descriptor.Services.ShouldHaveSingleItem().Methods.ShouldHaveSingleItem();

        // The worker's client is made by the same compiler; the name on the wire is what must agree.
        method.FullName.ShouldBe("AzureFunctionsRpcMessages.FunctionRpc.EventStream");
        (method.IsClientStreaming, method.IsServerStreaming).ShouldBe((true, true));
        Published.Services.Single().Methods.Select(published => published.FullName).ShouldContain(method.FullName);
    }

    private static IEnumerable<MessageDescriptor> Messages(FileDescriptor file) => file.MessageTypes.SelectMany(WithNested);

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        [message, .. message.NestedTypes.SelectMany(WithNested)];

    private static IEnumerable<EnumDescriptor> Enums(FileDescriptor file) =>
        [.. file.EnumTypes, .. Messages(file).SelectMany(message => message.EnumTypes)];

    private static string Describe(FieldDescriptor field)
    {
        string type = field.FieldType switch
        {
            FieldType.Message => field.MessageType.FullName,
            FieldType.Enum => field.EnumType.FullName,
            _ => field.FieldType.ToString(),
        };
        string repeated = field.IsRepeated ? "repeated " : "", place = field.ContainingOneof?.Name ?? "the message";
        return $"{repeated}{type} {field.Name} = {field.FieldNumber} in {place}";
    }
}
