using Microsoft.Extensions.Configuration;

namespace MarketPulse.Outbound;

/// <summary>
/// Reads configuration sections into options and collects a problem for every setting that is wrong, under the setting's own name.
/// </summary>
/// <param name="root">Name of the section that contains all others.</param>
public sealed class SettingReader(string root)
{
    private readonly List<string> _problems = [];

    /// <summary>The problems found so far, one sentence each.</summary>
    public IReadOnlyList<string> Problems => _problems;

    /// <summary>Adds a problem.</summary>
    public void Add(string problem) => _problems.Add(problem);

    /// <summary>Adds a problem unless a setting has an allowed value.</summary>
    /// <param name="isAllowed">Whether the value is allowed.</param>
    /// <param name="section">The section that holds the setting.</param>
    /// <param name="name">Name of the setting within the section.</param>
    /// <param name="allowed">The allowed values, to complete "it must be ...".</param>
    public void Check(bool isAllowed, IConfigurationSection section, string name, string allowed)
    {
        if (!isAllowed)
        {
            Refuse(section, name, allowed);
        }
    }

    /// <summary>Adds the problem that a setting does not have an allowed value.</summary>
    /// <param name="section">The section that holds the setting.</param>
    /// <param name="name">Name of the setting within the section.</param>
    /// <param name="allowed">The allowed values, to complete "it must be ...".</param>
    public void Refuse(IConfigurationSection section, string name, string allowed) =>
        _problems.Add($"Setting {Named(section)}__{name} is '{section[name]}'; it must be {allowed}.");

    /// <summary>
    /// Sets the properties of <paramref name="options"/> that the section names; every other setting in the section is a problem.
    /// </summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The options to fill.</param>
    /// <param name="owner">What the options describe, such as "a feed", for messages.</param>
    /// <param name="notSet">Name of the property that is not a setting.</param>
    public T BindAll<T>(IConfigurationSection section, T options, string owner, string notSet)
        where T : class
    {
        string[] known = [.. SettingsOf<T>().Where(name => name != notSet)];
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (known.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                BindOne(section, child, options);
            }
            else
            {
                _problems.Add($"Setting {Named(child)} is unknown; {owner} has {string.Join(", ", known)}.");
            }
        }

        return options;
    }

    /// <summary>
    /// Sets the properties of <paramref name="options"/> that the section names. Other settings are ignored if they are in
    /// <paramref name="subsections"/> and problems otherwise.
    /// </summary>
    /// <param name="section">The section.</param>
    /// <param name="options">The options to fill.</param>
    /// <param name="subsections">Names of the sections within this one that are read elsewhere.</param>
    public T BindRoot<T>(IConfigurationSection section, T options, params IReadOnlyList<string> subsections)
        where T : class
    {
        string[] settings = SettingsOf<T>();
        foreach (IConfigurationSection child in section.GetChildren())
        {
            if (settings.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                BindOne(section, child, options);
            }
            else if (!subsections.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                _problems.Add($"Setting {Named(child)} is unknown; section {root} has {string.Join(", ", [.. settings, .. subsections])}.");
            }
        }

        return options;
    }

    /// <summary>The name of a section as an environment variable spells it.</summary>
    public string Named(IConfigurationSection section)
    {
        string path = section.Path.Replace(":", "__", StringComparison.Ordinal);
        return path.StartsWith(root, StringComparison.OrdinalIgnoreCase) ? path : $"{root}__{path}";
    }

    private static string[] SettingsOf<T>() => [.. typeof(T).GetProperties().Select(property => property.Name)];

    // One setting at a time, so that every unreadable value is reported, not only the first.
    private void BindOne<T>(IConfigurationSection section, IConfigurationSection child, T options)
        where T : class
    {
        IEnumerable<KeyValuePair<string, string?>> values = child.AsEnumerable(makePathsRelative: false)
            .Select(pair => KeyValuePair.Create(pair.Key[(section.Path.Length + 1)..], pair.Value));
        try
        {
            new ConfigurationBuilder().AddInMemoryCollection(values).Build().Bind(options);
        }
        catch (InvalidOperationException e)
        {
            _problems.Add($"Setting {Named(child)} is '{child.Value}', which cannot be read: {(e.InnerException ?? e).Message}");
        }
    }
}
