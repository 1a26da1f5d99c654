namespace MarketPulse.Pipeline.Retention;

/// <summary>How much of an article's text is stored.</summary>
public enum TextState
{
    /// <summary>The text as it was delivered.</summary>
    Full,

    /// <summary>Its first 500 characters.</summary>
    Shortened,

    /// <summary>Nothing, not even the title.</summary>
    Removed,
}
