using System.Reflection;
using System.Text;
using System.Text.Json;
using MarketPulse.Core.Contract;

namespace MarketPulse.Web.Rows;

/// <summary>Writes rows with their published column names, using accessors that are created once per type.</summary>
/// <typeparam name="T">The row type.</typeparam>
internal sealed class RowEncoder<T>
    where T : TableRow
{
    private static readonly Dictionary<string, Column> ColumnsByName =
        RowSchema.Of<T>().Columns.ToDictionary(column => column.Name, Make, StringComparer.Ordinal);

    private readonly Column[] _columns;

    /// <param name="columns">The columns to write, in order; null for all.</param>
    public RowEncoder(IReadOnlyCollection<RowColumn>? columns = null) =>
        _columns = [.. (Columns = [.. columns ?? RowSchema.Of<T>().Columns]).Select(column => ColumnsByName[column.Name])];

    /// <summary>The columns that are written.</summary>
    public IReadOnlyList<RowColumn> Columns { get; }

    /// <summary>An encoder for all columns.</summary>
    public static RowEncoder<T> Whole { get; } = new();

    public void WriteJson(Utf8Buffer buffer, T row)
    {
        byte opening = (byte)'{';
        foreach (Column column in _columns)
        {
            buffer.Write(opening);
            buffer.Write(column.JsonName);
            column.WriteJson(buffer, row);
            opening = (byte)',';
        }

        buffer.Write((byte)'}');
    }

    public void WriteCsvHeader(Utf8Buffer buffer) => buffer.WriteText(string.Join(',', _columns.Select(column => column.Name)) + "\r\n");

    public void WriteCsv(Utf8Buffer buffer, T row)
    {
        for (int i = 0; i < _columns.Length; i++)
        {
            if (i > 0)
            {
                buffer.Write((byte)',');
            }

            _columns[i].WriteCsv(buffer, row);
        }

        buffer.Write("\r\n"u8);
    }

    private static Column Make(RowColumn column) =>
        (Column)typeof(RowEncoder<T>).GetMethod(nameof(MakeTyped), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(column.Property.PropertyType)
            .Invoke(null, [column])!;

    private static TypedColumn<TValue> MakeTyped<TValue>(RowColumn column) =>
        new(column.Name, column.Property.GetMethod!.CreateDelegate<Func<T, TValue>>(), ValueEncoder.For<TValue>());

    private abstract class Column(string name)
    {
        public string Name { get; } = name;

        public byte[] JsonName { get; } = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(name)}\":");

        public abstract void WriteJson(Utf8Buffer buffer, T row);

        public abstract void WriteCsv(Utf8Buffer buffer, T row);
    }

    private sealed class TypedColumn<TValue>(string name, Func<T, TValue> get, ValueEncoder<TValue> encoder) : Column(name)
    {
        public override void WriteJson(Utf8Buffer buffer, T row) => encoder.WriteJson(buffer, get(row));

        public override void WriteCsv(Utf8Buffer buffer, T row) => encoder.WriteCsv(buffer, get(row));
    }
}
