using System.Diagnostics.CodeAnalysis;

namespace MarketPulse.Storage.InMemory;

/// <summary>Values by key, of which a range of keys can be read without looking at the others. Not thread-safe.</summary>
/// <typeparam name="TKey">Type of the keys.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
/// <param name="comparer">Order of the keys; it must treat only equal keys as equal.</param>
internal sealed class OrderedMap<TKey, TValue>(IComparer<TKey> comparer)
    where TKey : notnull
{
    private readonly SortedSet<TKey> _keys = new(comparer);
    private readonly Dictionary<TKey, TValue> _values = [];

    /// <summary>The values in the order of their keys.</summary>
    public IEnumerable<TValue> Values => _keys.Select(key => _values[key]);

    /// <summary>All keys and values, in no order.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Pairs => _values;

    /// <summary>The value of a key that is present, or is added.</summary>
    public TValue this[TKey key]
    {
        get => _values[key];
        set
        {
            _keys.Add(key);
            _values[key] = value;
        }
    }

    /// <summary>Finds the value of a key.</summary>
    public bool TryGetValue(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <summary>Removes a key; returns whether it was present.</summary>
    public bool Remove(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        _keys.Remove(key);
        return _values.Remove(key, out value);
    }

    /// <summary>The keys from <paramref name="first"/> to <paramref name="last"/>, both inclusive, in order.</summary>
    public IEnumerable<TKey> KeysBetween(TKey first, TKey last) =>
        _keys.Comparer.Compare(first, last) > 0 ? [] : _keys.GetViewBetween(first, last);

    /// <summary>The values of the keys from <paramref name="first"/> to <paramref name="last"/>, both inclusive, in order.</summary>
    public IEnumerable<TValue> Between(TKey first, TKey last) => KeysBetween(first, last).Select(key => _values[key]);
}
