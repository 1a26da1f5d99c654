using System.Globalization;
using MarketPulse.Core.Contract;
using MarketPulse.Web.ReadApi;
using Microsoft.OData;
using Microsoft.OData.UriParser;

namespace MarketPulse.Web.OData;

/// <summary>A <c>$filter</c>: conditions that the store can apply, and a predicate for the whole filter.</summary>
internal sealed class ODataFilter
{
    private readonly Func<object, object?> _test;

    private ODataFilter(IReadOnlyList<ColumnCondition> conditions, IReadOnlyList<RowColumn> columns, Func<object, object?> test) =>
        (Conditions, Columns, _test) = (conditions, columns, test);

    /// <summary>No filter.</summary>
    public static ODataFilter None { get; } = new([], [], static _ => true);

    /// <summary>The columns that it is on.</summary>
    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>Conditions that every matching row meets.</summary>
    public IReadOnlyList<ColumnCondition> Conditions { get; }

    /// <summary>Compiles a parsed filter.</summary>
    /// <exception cref="NotSupportedException">It uses something that this service does not support; the message names it.</exception>
    public static ODataFilter FromClause(RowResource resource, FilterClause? filter) =>
        filter is null
            ? None
            : new ODataFilter(
                [.. ConditionsOf(resource, filter.Expression)],
                [.. ColumnsOf(filter.Expression).Select(resource.Column)],
                Compile(resource, filter.Expression));

    /// <summary>Whether a row matches. A filter that evaluates to null does not match.</summary>
    public bool Matches(object row) => _test(row) is true;

    private static IEnumerable<ColumnCondition> ConditionsOf(RowResource resource, QueryNode node)
    {
        if (node is ConvertNode convert)
        {
            return ConditionsOf(resource, convert.Source);
        }

        if (node is not BinaryOperatorNode binary)
        {
            return [];
        }

        if (binary.OperatorKind == BinaryOperatorKind.And)
        {
            return ConditionsOf(resource, binary.Left).Concat(ConditionsOf(resource, binary.Right));
        }

        Comparison? comparison = binary.OperatorKind switch
        {
            BinaryOperatorKind.Equal => Comparison.Equal,
            BinaryOperatorKind.GreaterThan => Comparison.Above,
            BinaryOperatorKind.GreaterThanOrEqual => Comparison.AtLeast,
            BinaryOperatorKind.LessThan => Comparison.Below,
            BinaryOperatorKind.LessThanOrEqual => Comparison.AtMost,
            _ => null,
        };
        return comparison is { } known
            && Inner(binary.Left) is SingleValuePropertyAccessNode property
            && Inner(binary.Right) is ConstantNode { Value: { } value }
            ? [new ColumnCondition(resource.Column(property.Property.Name), known, ToColumnValue(value))]
            : [];
    }

    private static IEnumerable<string> ColumnsOf(QueryNode node) => node switch
    {
        SingleValuePropertyAccessNode access => [access.Property.Name],
        ConvertNode convert => ColumnsOf(convert.Source),
        UnaryOperatorNode unary => ColumnsOf(unary.Operand),
        BinaryOperatorNode binary => ColumnsOf(binary.Left).Concat(ColumnsOf(binary.Right)),
        InNode among => ColumnsOf(among.Left),
        SingleValueFunctionCallNode call => call.Parameters.SelectMany(ColumnsOf),
        _ => [],
    };

    private static QueryNode Inner(QueryNode node) => node is ConvertNode convert ? Inner(convert.Source) : node;

    private static Func<object, object?> Compile(RowResource resource, QueryNode node)
    {
        switch (node)
        {
            case ConvertNode convert:
                return Compile(resource, convert.Source);
            case ConstantNode constant:
                object? value = constant.Value is null ? null : ToColumnValue(constant.Value);
                return _ => value;
            case SingleValuePropertyAccessNode access:
                RowColumn column = resource.Column(access.Property.Name);
                return row => ColumnCondition.Published(column.Read(row));
            case UnaryOperatorNode unary:
                Func<object, object?> operand = Compile(resource, unary.Operand);
                return unary.OperatorKind == UnaryOperatorKind.Not
                    ? row => operand(row) is bool flag ? !flag : null
                    : row => operand(row) is { } number ? -Convert.ToDouble(number, CultureInfo.InvariantCulture) : null;
            case InNode among:
                Func<object, object?> item = Compile(resource, among.Left);
                Func<object, object?>[] all = among.Right is CollectionConstantNode list
                    ? [.. list.Collection.Select(member => Compile(resource, member))]
                    : throw NotSupported("the operator in without a list of values");
                return row => all.Any(member => AreEqual(item(row), member(row)));
            case BinaryOperatorNode binary:
                return Compile(binary.OperatorKind, Compile(resource, binary.Left), Compile(resource, binary.Right));
            case SingleValueFunctionCallNode call:
                return Call(call.Name, [.. call.Parameters.Select(parameter => Compile(resource, parameter))]);
            default:
                throw NotSupported(node.Kind.ToString());
        }
    }

    private static Func<object, object?> Compile(BinaryOperatorKind kind, Func<object, object?> left, Func<object, object?> right) =>
        kind switch
        {
            BinaryOperatorKind.And => row => (left(row), right(row)) switch
            {
                (false, _) or (_, false) => false,
                (true, true) => true,
                _ => null,
            },
            BinaryOperatorKind.Or => row => (left(row), right(row)) switch
            {
                (true, _) or (_, true) => true,
                (false, false) => false,
                _ => null,
            },
            BinaryOperatorKind.Equal => row => AreEqual(left(row), right(row)),
            BinaryOperatorKind.NotEqual => row => !AreEqual(left(row), right(row)),
            BinaryOperatorKind.GreaterThan => row => Order(left(row), right(row)) > 0,
            BinaryOperatorKind.GreaterThanOrEqual => row => Order(left(row), right(row)) >= 0,
            BinaryOperatorKind.LessThan => row => Order(left(row), right(row)) < 0,
            BinaryOperatorKind.LessThanOrEqual => row => Order(left(row), right(row)) <= 0,
            _ => throw NotSupported(kind.ToString()),
        };

    private static Func<object, object?> Call(string name, Func<object, object?>[] arguments) => name switch
    {
        "contains" => Texts(arguments, (text, part) => text.Contains(part, StringComparison.Ordinal)),
        "startswith" => Texts(arguments, (text, part) => text.StartsWith(part, StringComparison.Ordinal)),
        "endswith" => Texts(arguments, (text, part) => text.EndsWith(part, StringComparison.Ordinal)),
        "tolower" => row => (arguments[0](row) as string)?.ToLowerInvariant(),
        "toupper" => row => (arguments[0](row) as string)?.ToUpperInvariant(),
        "length" => row => (arguments[0](row) as string)?.Length,
        "year" => Part(arguments, static date => date.Year),
        "month" => Part(arguments, static date => date.Month),
        "day" => Part(arguments, static date => date.Day),
        "date" => row => DateOf(arguments[0](row)),
        _ => throw NotSupported($"the function {name}"),
    };

    private static Func<object, object?> Texts(Func<object, object?>[] arguments, Func<string, string, bool> test) =>
        row => arguments[0](row) is string text && arguments[1](row) is string part ? test(text, part) : null;

    private static Func<object, object?> Part(Func<object, object?>[] arguments, Func<DateOnly, int> part) =>
        row => DateOf(arguments[0](row)) is { } date ? part(date) : null;

    private static DateOnly? DateOf(object? value) => value switch
    {
        DateOnly date => date,
        DateTimeOffset time => DateOnly.FromDateTime(time.UtcDateTime),
        _ => null,
    };

    private static bool AreEqual(object? left, object? right) =>
        left is null || right is null ? left is null && right is null : ColumnCondition.Compare(left, right) == 0;

    private static int? Order(object? left, object? right) => left is null || right is null ? null : ColumnCondition.Compare(left, right);

    /// <summary>A literal as the value of a column.</summary>
    private static object ToColumnValue(object value) => ODataDates.FromOData(value) switch
    {
        DateOnly date => date,
        decimal or float => Convert.ToDouble(value, CultureInfo.InvariantCulture),
        short or byte or sbyte => Convert.ToInt32(value, CultureInfo.InvariantCulture),
        string or int or long or double or bool or DateTimeOffset => value,
        _ => throw new ODataException($"No column has the type {value.GetType().Name}."),
    };

    private static NotSupportedException NotSupported(string what) => new($"$filter does not support {what}.");
}
