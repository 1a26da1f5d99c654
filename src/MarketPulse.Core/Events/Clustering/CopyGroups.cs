namespace MarketPulse.Core.Events.Clustering;

/// <summary>Groups reports of one time that are copies of each other.</summary>
internal static class CopyGroups
{
    /// <summary>
    /// The groups, each with its reports in order of content: reports with the same address or text, and near copies that do not contradict
    /// each other. Most groups have one report.
    /// </summary>
    public static List<Report[]> Of(IReadOnlyList<Report> together)
    {
        Report[] reports = [.. together];
        Array.Sort(reports, Report.CompareContent);
        int[] parents = [.. Enumerable.Range(0, reports.Length)];
        var byKey = new Dictionary<string, int>(StringComparer.Ordinal);
        var byBand = new Dictionary<ulong, List<int>>();
        for (int i = 0; i < reports.Length && reports.Length > 1; i++)
        {
            JoinByKey($"content {reports[i].Facts.ContentHash}", i);
            if (reports[i].Facts.Url is { } url)
            {
                JoinByKey($"url {url}", i);
            }

            JoinNearCopies(i);
        }

        return
        [
            .. reports.Select((report, i) => (Report: report, Root: Root(i))).GroupBy(pair => pair.Root, pair => pair.Report)
                .Select(group => group.ToArray()),
        ];

        void JoinByKey(string key, int i)
        {
            if (!byKey.TryAdd(key, i))
            {
                Join(byKey[key], i);
            }
        }

        void JoinNearCopies(int i)
        {
            foreach (ulong band in reports[i].Bands)
            {
                if (!byBand.TryGetValue(band, out List<int>? others))
                {
                    byBand.Add(band, others = []);
                }

                foreach (int other in others.Where(other => Root(other) != Root(i) && AreNearCopies(reports[other], reports[i])))
                {
                    Join(other, i);
                }

                others.Add(i);
            }
        }

        void Join(int one, int other) => parents[Math.Max(Root(one), Root(other))] = Math.Min(Root(one), Root(other));

        int Root(int i) => parents[i] == i ? i : Root(parents[i]);
    }

    private static bool AreNearCopies(Report one, Report other) =>
        SameAct.AreCompatible(one, other) && MinHash.Similarity(one.Signature, other.Signature) >= SameAct.NearCopy;
}
