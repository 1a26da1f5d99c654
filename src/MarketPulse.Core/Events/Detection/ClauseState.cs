namespace MarketPulse.Core.Events.Detection;

/// <summary>Constant inputs to the reading of a clause.</summary>
/// <param name="Kind">The kind of clause.</param>
/// <param name="Rate">Direction in which the sentence says that a rate moves.</param>
/// <param name="Weights">Weights of objects.</param>
internal readonly record struct ClauseContext(ClauseKind Kind, RateChange Rate, ObjectWeights Weights);

/// <summary>Polarity shifters that wait for an object or were applied to one.</summary>
internal record struct Shifters()
{
    /// <summary>Number of shifters; an odd number inverts.</summary>
    public int Count { get; set; }

    /// <summary>Index of the word from which their reach counts.</summary>
    public int At { get; set; } = -100;

    /// <summary>Whether they were applied to an object.</summary>
    public bool IsApplied { get; set; }

    /// <summary>Whether the last object that was read is a barrier: all barriers of a list are inverted together.</summary>
    public bool OnBarrier { get; set; }

    /// <summary>Whether the last object that was read is a flow of trade: all flows of a list are inverted together.</summary>
    public bool OnFlow { get; set; }

    /// <summary>Whether the last shifter only harms its object, as in "jeopardises".</summary>
    public bool Harms { get; set; }

    /// <summary>Signed weight that the shifters have by themselves if no object follows.</summary>
    public double OwnWeight { get; set; }

    /// <summary>Signed weight of the preceding object that they invert if no object follows: "tariffs on steel lifted".</summary>
    public double PrecedingWeight { get; set; }

    /// <summary>Whether the next object is inverted.</summary>
    public readonly bool Invert => Count % 2 == 1;

    /// <summary>Whether no object was found for them yet.</summary>
    public readonly bool AreWaiting => Count > 0 && !IsApplied;

    /// <summary>Drops the shifters if they were applied.</summary>
    public void EndIfApplied()
    {
        if (IsApplied)
        {
            (Count, IsApplied) = (0, false);
        }
    }
}

/// <summary>What the verbs and objects of a clause have said so far.</summary>
internal record struct SaidSoFar
{
    /// <summary>Something is made, planned or demanded.</summary>
    public bool Made { get; set; }

    /// <summary>A word has escalated.</summary>
    public bool Escalated { get; set; }

    /// <summary>A word has eased.</summary>
    public bool Eased { get; set; }

    /// <summary>An exemption or a delay was granted.</summary>
    public bool Exempted { get; set; }

    /// <summary>A deal or truce was made.</summary>
    public bool Agreed { get; set; }

    /// <summary>Trade is resumed.</summary>
    public bool Resumed { get; set; }

    /// <summary>Something is permitted.</summary>
    public bool Permitted { get; set; }

    /// <summary>Someone is criticised.</summary>
    public bool Blamed { get; set; }
}

/// <summary>Whether what a clause says is done, or only spoken about.</summary>
internal record struct Modality
{
    /// <summary>It is demanded or refused, not done.</summary>
    public bool IsOnlyWanted { get; set; }

    /// <summary>It is voted on, heard or examined, not done.</summary>
    public bool IsUnderReview { get; set; }

    /// <summary>A court speaks: what it finds unlawful falls.</summary>
    public bool IsRuling { get; set; }
}

/// <summary>The last object that was read.</summary>
internal record struct LastObject()
{
    /// <summary>Its signed weight; 0 if there is none, or if the words after it inverted it.</summary>
    public double Weight { get; set; }

    /// <summary>Index of the word after it.</summary>
    public int End { get; set; } = -100;

    /// <summary>Whether it is a barrier.</summary>
    public bool IsBarrier { get; set; }
}

/// <summary>What a clause mentions.</summary>
internal record struct Mentions
{
    /// <summary>A company that governments act on.</summary>
    public bool Company { get; set; }

    /// <summary>A barrier.</summary>
    public bool Barrier { get; set; }

    /// <summary>Talks that take place.</summary>
    public bool Talks { get; set; }

    /// <summary>Weight of words for a step: talks that start, continue or end. 0 without one.</summary>
    public double Step { get; set; }
}

/// <summary>Weights of a clause by direction.</summary>
internal record struct DirectionWeights
{
    /// <summary>Weight of what escalates.</summary>
    public double Escalation { get; set; }

    /// <summary>Weight of what eases.</summary>
    public double Easing { get; set; }

    /// <summary>Weight of developments without a direction.</summary>
    public double Neutral { get; set; }

    /// <summary>Adds a signed weight: positive escalates, negative eases.</summary>
    public void Add(double signed)
    {
        if (signed > 0)
        {
            Escalation += signed;
        }
        else
        {
            Easing -= signed;
        }
    }

    /// <summary>Takes back a signed weight that was added.</summary>
    public void Remove(double signed)
    {
        if (signed > 0)
        {
            Escalation -= signed;
        }
        else
        {
            Easing += signed;
        }
    }
}
