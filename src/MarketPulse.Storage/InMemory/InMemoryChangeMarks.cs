using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.InMemory;

/// <summary>Keeps the marks of changed partitions in memory.</summary>
internal sealed class InMemoryChangeMarks(TimeProvider clock) : IChangeMarks
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Marks> _tables = new(StringComparer.Ordinal);

    public Task<IReadOnlyList<string>> ReadAsync(string table, DateTimeOffset since, CancellationToken cancellationToken)
    {
        ChangeMark.Check(table);
        lock (_gate)
        {
            return Task.FromResult<IReadOnlyList<string>>(
                _tables.TryGetValue(table, out Marks? marks) ? marks.Since(ChangeMark.HourOf(since)) : []);
        }
    }

    /// <summary>Marks a partition as changed now.</summary>
    public void Mark(string table, string partition)
    {
        DateTimeOffset hour = ChangeMark.HourOf(clock.GetUtcNow());
        string mark = ChangeMark.Of(table, partition);
        lock (_gate)
        {
            if (!_tables.TryGetValue(table, out Marks? marks))
            {
                _tables.Add(table, marks = new Marks());
            }

            marks.Raise(mark, hour);
        }
    }

    /// <summary>The marks of one table, by partition and by hour.</summary>
    private sealed class Marks
    {
        private readonly Dictionary<string, DateTimeOffset> _hours = new(StringComparer.Ordinal);
        private readonly SortedList<DateTimeOffset, HashSet<string>> _byHour = [];

        public void Raise(string mark, DateTimeOffset hour)
        {
            if (_hours.TryGetValue(mark, out DateTimeOffset known))
            {
                if (known >= hour)
                {
                    return;
                }

                _byHour[known].Remove(mark);
                if (_byHour[known].Count == 0)
                {
                    _byHour.Remove(known);
                }
            }

            _hours[mark] = hour;
            if (!_byHour.TryGetValue(hour, out HashSet<string>? marks))
            {
                _byHour.Add(hour, marks = new HashSet<string>(StringComparer.Ordinal));
            }

            marks.Add(mark);
        }

        public List<string> Since(DateTimeOffset hour)
        {
            var found = new List<string>();
            for (int i = _byHour.Count - 1; i >= 0 && _byHour.GetKeyAtIndex(i) >= hour; i--)
            {
                found.AddRange(_byHour.GetValueAtIndex(i));
            }

            found.Sort(StringComparer.Ordinal);
            return found;
        }
    }
}
