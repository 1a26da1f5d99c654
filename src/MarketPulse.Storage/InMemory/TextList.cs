namespace MarketPulse.Storage.InMemory;

/// <summary>A list of distinct texts.</summary>
internal sealed class TextList
{
    private readonly Dictionary<string, long> _indexes = new(StringComparer.Ordinal);

    /// <summary>The index of a text, which is added if it is new; null for null.</summary>
    public long? Add(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!_indexes.TryGetValue(text, out long index))
        {
            _indexes.Add(text, index = _indexes.Count);
        }

        return index;
    }

    /// <summary>The texts by index.</summary>
    public string[] ToArray() => [.. _indexes.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
}
