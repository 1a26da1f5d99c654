using Microsoft.Extensions.Configuration;

namespace MarketPulse.Outbound;

/// <summary>Reads sections of settings into options, and notes everything that is wrong with them, each by the setting's own name.</summary>
/// <param name="root">Name of the section that all others lie in.</param>
public sealed class SettingReader(string root)
{
    private readonly List<string> _problems = [];

    /// <summary>What is wrong, one sentence per setting.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Notes what is wrong.</summary>
    public void Add(string problem) => _problems.Add(problem);

    /// <summary>Notes what a setting must be, unless it is.</summary>
    public void Check(bool good, IConfigurationSection section, string name, string allowed)
    {
        if (!good)
        {
            _problems.Add($"Setting {Named(section)}__{name} is '{section[name]}'; it must be {allowed}.");
        }
    }

    /// <summary>Sets the properties of <paramref name="options"/> that the section names.</summary>
    /// <param name="section">The section.</param>
    /// <param name="options">Takes the values.</param>
    /// <param name="what">What has these properties, e.g. "a feed": settings that none of them takes are noted. Null to pass them over.</param>
    /// <param name="notSet">A property that is no setting.</param>
    public T Bind<T>(IConfigurationSection section, T options, string? what, string? notSet = null)
        where T : class
    {
        string[] known = [.. typeof(T).GetProperties().Where(property => property.Name != notSet).Select(property => property.Name)];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (!known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                if (what is not null)
                {
                    _problems.Add($"Setting {Named(child)} is unknown; {what} has {string.Join(", ", known)}.");
                }

                continue;
            }

            try
            {
                // One by one, so that each wrong value is told, not only the first.
                new ConfigurationBuilder().AddInMemoryCollection(
                    child.AsEnumerable(makePathsRelative: false).Select(pair => new KeyValuePair<string, string?>(pair.Key[(section.Path.Length + 1)..], pair.Value)))
                    .Build().Bind(options);
            }
            catch (InvalidOperationException e)
            {
                _problems.Add($"Setting {Named(child)} is '{child.Value}', which cannot be read: {(e.InnerException ?? e).Message}");
            }
        }

        return options;
    }

    /// <summary>A section as it is named in the environment.</summary>
    public string Named(IConfigurationSection section)
    {
        string path = section.Path.Replace(":", "__", StringComparison.Ordinal);
        return path.StartsWith(root, StringComparison.OrdinalIgnoreCase) ? path : $"{root}__{path}";
    }
}
