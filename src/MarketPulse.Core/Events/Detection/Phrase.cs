namespace MarketPulse.Core.Events.Detection;

/// <summary>A term of the lexicon with its roles.</summary>
internal sealed class Phrase
{
    private static readonly ulong Actors = Mask(Role.Country, Role.Group, Role.Leader, Role.Ministry, Role.Official);

    private ulong _mask;

    /// <summary>Its roles, in the order of the lexicon.</summary>
    public List<PhraseRole> Roles { get; } = [];

    /// <summary>Whether it has a role.</summary>
    public bool Is(Role role) => (_mask & (1UL << (int)role)) != 0;

    /// <summary>Whether it names a state or someone who acts for one.</summary>
    public bool IsActor => IsAny(Actors);

    /// <summary>The country that it names or acts for; null if there is none.</summary>
    public string? Country =>
        Is(Role.Country) ? As(Role.Country).Code
        : Is(Role.Leader) ? As(Role.Leader).Group.Country
        : Is(Role.Ministry) ? As(Role.Ministry).Group.Country
        : null;

    /// <summary>A set of roles, for <see cref="IsAny"/>.</summary>
    public static ulong Mask(params ReadOnlySpan<Role> roles)
    {
        ulong mask = 0;
        foreach (Role role in roles)
        {
            mask |= 1UL << (int)role;
        }

        return mask;
    }

    /// <summary>Whether it has one of the roles of a <see cref="Mask"/>.</summary>
    public bool IsAny(ulong roles) => (_mask & roles) != 0;

    /// <summary>
    /// Adds a role. Of two groups with the same role, the first wins; only topics add up, because a word may belong to two.
    /// </summary>
    public void Add(PhraseRole role)
    {
        if (!Is(role.Role) || (role.Role == Role.Topic && !Roles.Exists(known => known.Role == Role.Topic && known.Code == role.Code)))
        {
            Roles.Add(role);
            _mask |= 1UL << (int)role.Role;
        }
    }

    /// <summary>The term in a role; <see langword="default"/> if it does not have it.</summary>
    public PhraseRole As(Role role)
    {
        foreach (PhraseRole known in Roles)
        {
            if (known.Role == role)
            {
                return known;
            }
        }

        return default;
    }
}

/// <summary>A role of a term.</summary>
/// <param name="Role">The role.</param>
/// <param name="Code">Measure, topic, country, certainty or kind that the term stands for in this role; null for none.</param>
/// <param name="Group">The group of the lexicon that lists it.</param>
internal readonly record struct PhraseRole(Role Role, string? Code, TermGroup Group);
