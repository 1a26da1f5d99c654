namespace MarketPulse.Storage.InMemory;

/// <summary>The different texts of some rows, each once.</summary>
internal sealed class TextList
{
    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);

    /// <summary>The place of <paramref name="text"/>, added when it is new; null for no text.</summary>
    public long? Add(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!_places.TryGetValue(text, out long place))
        {
            _places.Add(text, place = _places.Count);
        }

        return place;
    }

    /// <summary>The texts in order of their places.</summary>
    public string[] ToArray() => [.. _places.OrderBy(pair => pair.Value).Select(pair => pair.Key)];
}
