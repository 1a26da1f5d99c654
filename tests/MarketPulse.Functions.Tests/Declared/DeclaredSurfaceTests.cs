using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;

namespace MarketPulse.Functions.Tests.Declared;

/// <summary>Every type and member declared for the tests exists in the real SDK with the same signature: what compiles here compiles there.</summary>
public sealed partial class DeclaredSurfaceTests
{
    /// <summary>Declared types: those of the SDK's own namespaces that are public.</summary>
    public static TheoryData<string> Types =>
        [.. typeof(ServiceBusClient).Assembly.GetExportedTypes().Select(type => type.FullName!)];

    [Theory]
    [MemberData(nameof(Types))]
    public void Declared_type_is_the_real_one(string name)
    {
        IReadOnlyList<string> real = Block(name, out string header);
        Type type = typeof(ServiceBusClient).Assembly.GetType(name)!;

        header.Split(' ').ShouldContain(Kind(type), header);
        if (!name.StartsWith("Azure.", StringComparison.Ordinal) && header.Contains(" : ", StringComparison.Ordinal))
        {
            header.Contains("sealed ", StringComparison.Ordinal).ShouldBe(type is { IsSealed: true, IsAbstract: false, IsEnum: false }, header);
            header.Split(" : ")[1].ShouldContain(type.BaseType!.Name);
        }

        foreach (string member in Members(type))
        {
            real.ShouldContain(member, $"of {name}; the real ones are: {string.Join(" | ", real)}");
        }
    }

    [Fact]
    public void Declared_types_are_all_of_the_SDKs_namespaces() =>
        typeof(ServiceBusClient).Assembly.GetExportedTypes().ShouldAllBe(type =>
            type.Namespace!.StartsWith("Microsoft.Azure.Functions.Worker", StringComparison.Ordinal) || type.Namespace == "Azure.Messaging.ServiceBus");

    private static string Kind(Type type) => type.IsEnum ? "enum" : type.IsInterface ? "interface" : "class";

    private static string[] Members(Type type)
    {
        const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        if (type.IsEnum)
        {
            return Enum.GetNames(type);
        }

        IEnumerable<string> constructors = type.GetConstructors(Declared).Where(c => !type.IsAbstract && !IsImplied(type, c)).Select(c => $"new({Parameters(c)})");
        IEnumerable<string> properties = type.GetProperties(Declared).Select(p => $"{Name(p.PropertyType)} {p.Name}{(p.SetMethod is { IsPublic: true } ? " set" : "")}");
        IEnumerable<string> methods = type.GetMethods(Declared)
            .Where(m => !m.IsSpecialName && m.Name is not ("DisposeAsync" or "Dispose" or "ToString" or "Equals" or "GetHashCode"))
            .Select(m => $"{Name(m.ReturnType)} {m.Name}{Generics(m)}({(m.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Parameters(m)})");
        return [.. constructors, .. properties, .. methods];
    }

    // The documented extract leaves parameterless constructors of plain option classes out.
    private static bool IsImplied(Type type, ConstructorInfo constructor) =>
        constructor.GetParameters().Length == 0 && type.Namespace == "Azure.Messaging.ServiceBus";

    private static string Generics(MethodInfo method) =>
        method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(argument => argument.Name))}>" : "";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p => $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? " =" : "")}"));

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        string name = type switch
        {
            _ when type == typeof(string) => "string",
            _ when type == typeof(int) => "int",
            _ when type == typeof(long) => "long",
            _ when type == typeof(bool) => "bool",
            _ when type == typeof(object) => "object",
            _ when type == typeof(void) => "void",
            _ => type.Name,
        };
        return type.IsGenericType ? $"{name[..name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    /// <summary>The lines on a type in the extract of the real SDK, one entry per member, without namespaces.</summary>
    private static IReadOnlyList<string> Block(string fullName, out string header)
    {
        string[] lines = File.ReadAllLines(SharedData.Path("functions-sdk-api.txt"));
        string shortName = fullName[(fullName.LastIndexOf('.') + 1)..];
        string abbreviated = fullName.Replace("Microsoft.Azure.Functions.Worker.", "MAFW.", StringComparison.Ordinal);
        Regex heads = new(
            $@"^(?:(?:static|sealed|abstract) )*(?:class|enum|interface) (?:{Regex.Escape(abbreviated)}|{Regex.Escape(shortName)})(?=[\s,:{{]|$)",
            RegexOptions.CultureInvariant, TimeSpan.FromSeconds(5));
        int at = Array.FindIndex(lines, heads.IsMatch);
        if (at < 0 && lines.Any(line => line.EndsWith($" : {abbreviated}", StringComparison.Ordinal)))
        {
            // Known only as the base of another.
            header = $"abstract class {abbreviated}";
            return [];
        }

        at.ShouldBeGreaterThanOrEqualTo(0, $"{fullName} is no type of the real SDK");
        header = lines[at];
        List<string> block = [.. lines.Skip(at + 1).TakeWhile(line => line.StartsWith(' '))];
        if (header.IndexOf('{', StringComparison.Ordinal) is >= 0 and var brace)
        {
            block.Add(header[(brace + 1)..header.LastIndexOf('}')]);
        }

        return [.. block.SelectMany(Split)];
    }

    /// <summary>Some lines of the extract hold several members, and some members several names: <c>string MessageId, ContentType { get; set; }</c>.</summary>
    private static IEnumerable<string> Split(string line)
    {
        foreach (string raw in TwoSpaces().Split(line.Trim()).Where(part => part.Length > 0))
        {
            string part = Namespaces().Replace(raw.Replace("static ", "", StringComparison.Ordinal), "");
            if (part.Contains('(', StringComparison.Ordinal))
            {
                yield return Default().Replace(part[..(part.LastIndexOf(')') + 1)], " =");
                continue;
            }

            bool hasSetter = part.Contains("set;", StringComparison.Ordinal);
            string declaration = Accessors().Replace(part, "").Trim();
            string[] names = declaration.Split(", ");
            int space = names[0].LastIndexOf(' ');
            if (declaration.Contains('<', StringComparison.Ordinal))
            {
                space = declaration.LastIndexOf(' ');
                names = [declaration];
            }

            if (space < 0)
            {
                foreach (string value in names)
                {
                    yield return value;
                }

                continue;
            }

            string type = names[0][..space];
            foreach (string name in names.Select((n, i) => i == 0 ? n[(space + 1)..] : n))
            {
                yield return $"{type} {name}";
                if (hasSetter)
                {
                    yield return $"{type} {name} set";
                }
            }
        }
    }

    [GeneratedRegex(@"\s{2,}", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex TwoSpaces();

    [GeneratedRegex(@"\b(?:[A-Z]\w*\.)+(?=[A-Z])", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Namespaces();

    [GeneratedRegex(@" = [\w/]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Default();

    [GeneratedRegex(@"\{[^}]*\}|\babstract\b", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Accessors();
}
