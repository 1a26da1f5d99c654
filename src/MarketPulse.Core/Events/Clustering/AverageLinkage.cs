namespace MarketPulse.Core.Events.Clustering;

/// <summary>
/// Merges groups of reports as long as at least half of the pairs between two groups match, those that are most alike on average first. The
/// result does not depend on the order of the pairs.
/// </summary>
internal sealed class AverageLinkage
{
    private const double NeededShare = 0.5;

    private readonly int _fixed;
    private readonly int[] _sizes;
    private readonly int[] _versions;
    private readonly int[] _mergedInto;
    private readonly Dictionary<int, Link>[] _links;
    private readonly PriorityQueue<Candidate, (double, int, int)> _queue = new();

    /// <summary>Prepares groups.</summary>
    /// <param name="fixedGroups">Number of groups at the start that do not merge with each other: events that exist already.</param>
    /// <param name="sizes">Number of reports in each group.</param>
    public AverageLinkage(int fixedGroups, int[] sizes)
    {
        _fixed = fixedGroups;
        _sizes = [.. sizes];
        _versions = new int[sizes.Length];
        _mergedInto = [.. Enumerable.Range(0, sizes.Length)];
        _links = [.. sizes.Select(_ => new Dictionary<int, Link>())];
    }

    /// <summary>Counts a matching pair of reports of two groups.</summary>
    /// <param name="one">A group.</param>
    /// <param name="other">Another group.</param>
    /// <param name="excess">By how much the similarity exceeds the bar; positive.</param>
    public void Match(int one, int other, double excess)
    {
        Link link = _links[one].GetValueOrDefault(other).Plus(new Link(1, excess));
        _links[one][other] = link;
        _links[other][one] = link;
    }

    /// <summary>Merges the groups. Returns the group that each belongs to; a merged one has the least of their numbers.</summary>
    public int[] Merge()
    {
        for (int i = 0; i < _sizes.Length; i++)
        {
            foreach (int other in _links[i].Keys.Where(other => other > i))
            {
                Consider(i, other);
            }
        }

        while (_queue.TryDequeue(out Candidate next, out _))
        {
            if (_versions[next.One] == next.VersionOfOne && _versions[next.Other] == next.VersionOfOther)
            {
                Merge(next.One, next.Other);
            }
        }

        return [.. _mergedInto.Select(Root)];
    }

    private void Merge(int one, int other)
    {
        _versions[one]++;
        _versions[other] = -1;
        _mergedInto[other] = one;
        _sizes[one] += _sizes[other];
        _links[one].Remove(other);
        _links[other].Remove(one);
        foreach ((int neighbour, Link link) in _links[other])
        {
            _links[neighbour].Remove(other);
            Link both = _links[one].GetValueOrDefault(neighbour).Plus(link);
            _links[one][neighbour] = both;
            _links[neighbour][one] = both;
        }

        _links[other].Clear();
        foreach (int neighbour in _links[one].Keys)
        {
            Consider(Math.Min(one, neighbour), Math.Max(one, neighbour));
        }
    }

    private void Consider(int one, int other)
    {
        // A merged group has the least number, so that every group with an existing event is among the first.
        Link link = _links[one][other];
        double pairs = (double)_sizes[one] * _sizes[other];
        if (other >= _fixed && link.Matches >= NeededShare * pairs)
        {
            _queue.Enqueue(new Candidate(one, other, _versions[one], _versions[other]), (-link.Excess / pairs, one, other));
        }
    }

    private int Root(int group) => _mergedInto[group] == group ? group : Root(_mergedInto[group]);

    private readonly record struct Link(int Matches, double Excess)
    {
        public Link Plus(Link other) => new(Matches + other.Matches, Excess + other.Excess);
    }

    private readonly record struct Candidate(int One, int Other, int VersionOfOne, int VersionOfOther);
}
