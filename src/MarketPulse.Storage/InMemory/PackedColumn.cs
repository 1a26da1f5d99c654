using System.Linq.Expressions;
using MarketPulse.Core.Contract;

namespace MarketPulse.Storage.InMemory;

/// <summary>One column of <see cref="PackedRows{T}"/>. Values are 64-bit words; a text is represented by its index in a list.</summary>
internal sealed class PackedColumn<T>
    where T : TableRow
{
    private readonly Func<T, TextList, long?> _get;
    private readonly Action<T, string[], long> _set;

    public PackedColumn(RowColumn column)
    {
        _get = Getter(column);
        _set = Setter(column);
    }

    /// <summary>Writes the column: for every row whether it has a value, then the lowest byte of every row, and so on.</summary>
    public void Write(IReadOnlyList<T> rows, TextList texts, Span<byte> planes)
    {
        for (int row = 0; row < rows.Count; row++)
        {
            long? word = _get(rows[row], texts);
            planes[row] = word.HasValue ? (byte)1 : (byte)0;
            ulong rest = (ulong)word.GetValueOrDefault();
            for (int place = rows.Count + row; place < planes.Length; place += rows.Count, rest >>= 8)
            {
                planes[place] = (byte)rest;
            }
        }
    }

    /// <summary>Sets the column of <paramref name="rows"/> to what <see cref="Write"/> has written.</summary>
    public void Read(ReadOnlySpan<byte> planes, string[] texts, T[] rows)
    {
        for (int row = 0; row < rows.Length; row++)
        {
            if (planes[row] == 0)
            {
                continue;
            }

            ulong word = 0;
            for (int place = planes.Length - rows.Length + row; place > row; place -= rows.Length)
            {
                word = (word << 8) | planes[place];
            }

            _set(rows[row], texts, (long)word);
        }
    }

    private static Func<T, TextList, long?> Getter(RowColumn column)
    {
        ParameterExpression row = Expression.Parameter(typeof(T)), texts = Expression.Parameter(typeof(TextList));
        Expression value = Expression.Property(row, column.Property);
        Expression word = Nullable.GetUnderlyingType(value.Type) is null
            ? Expression.Convert(ToWord(value, texts, column), typeof(long?))
            : Expression.Condition(
                Expression.Property(value, nameof(Nullable<int>.HasValue)),
                Expression.Convert(ToWord(Expression.Property(value, nameof(Nullable<int>.Value)), texts, column), typeof(long?)),
                Expression.Constant(null, typeof(long?)));
        return Expression.Lambda<Func<T, TextList, long?>>(word, row, texts).Compile();
    }

    private static Action<T, string[], long> Setter(RowColumn column)
    {
        ParameterExpression row = Expression.Parameter(typeof(T));
        ParameterExpression texts = Expression.Parameter(typeof(string[]));
        ParameterExpression word = Expression.Parameter(typeof(long));
        Type type = column.Property.PropertyType;
        Expression value = Expression.Convert(FromWord(word, texts, Nullable.GetUnderlyingType(type) ?? type, column), type);
        Expression assignment = Expression.Assign(Expression.Property(row, column.Property), value);
        return Expression.Lambda<Action<T, string[], long>>(assignment, row, texts, word).Compile();
    }

    private static Expression ToWord(Expression value, Expression texts, RowColumn column) => value.Type switch
    {
        Type type when type == typeof(string) => Expression.Call(texts, nameof(TextList.Add), null, value),
        Type type when type == typeof(double) => Expression.Call(typeof(BitConverter), nameof(BitConverter.DoubleToInt64Bits), null, value),
        Type type when type == typeof(DateOnly) => Expression.Convert(Expression.Property(value, nameof(DateOnly.DayNumber)), typeof(long)),
        Type type when type == typeof(DateTimeOffset) => Expression.Property(value, nameof(DateTimeOffset.UtcTicks)),
        Type type when type == typeof(int) || type.IsEnum => Expression.Convert(value, typeof(long)),
        _ => throw Unknown(column),
    };

    private static Expression FromWord(Expression word, Expression texts, Type type, RowColumn column) => type switch
    {
        _ when type == typeof(string) => Expression.ArrayIndex(texts, Expression.Convert(word, typeof(int))),
        _ when type == typeof(double) => Expression.Call(typeof(BitConverter), nameof(BitConverter.Int64BitsToDouble), null, word),
        _ when type == typeof(DateOnly) => Expression.Call(
            typeof(DateOnly), nameof(DateOnly.FromDayNumber), null, Expression.Convert(word, typeof(int))),
        _ when type == typeof(DateTimeOffset) => Expression.New(
            typeof(DateTimeOffset).GetConstructor([typeof(long), typeof(TimeSpan)])!, word, Expression.Constant(TimeSpan.Zero)),
        _ when type == typeof(int) || type.IsEnum => Expression.Convert(word, type),
        _ => throw Unknown(column),
    };

    private static NotSupportedException Unknown(RowColumn column) =>
        new($"Column '{column.Name}' of {typeof(T).Name} has the type {column.Property.PropertyType.Name}, which cannot be packed.");
}
