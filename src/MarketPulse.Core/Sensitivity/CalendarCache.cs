namespace MarketPulse.Core.Sensitivity;

/// <summary>The calendars used last: instruments of one venue come one after another and share one.</summary>
internal sealed class CalendarCache
{
    private const int Kept = 4;

    private readonly LinkedList<(string Fingerprint, CalendarDesigns Designs)> _calendars = new();

    /// <summary>
    /// The regressions of the calendar with that fingerprint (<see cref="CalendarDesigns.Fingerprint"/>); empty ones when it is new.
    /// </summary>
    public CalendarDesigns Get(string fingerprint)
    {
        for (LinkedListNode<(string Fingerprint, CalendarDesigns Designs)>? node = _calendars.First; node is not null; node = node.Next)
        {
            if (node.Value.Fingerprint == fingerprint)
            {
                _calendars.Remove(node);
                _calendars.AddFirst(node);
                return node.Value.Designs;
            }
        }

        var designs = new CalendarDesigns();
        _calendars.AddFirst((fingerprint, designs));
        if (_calendars.Count > Kept)
        {
            _calendars.RemoveLast();
        }

        return designs;
    }
}
