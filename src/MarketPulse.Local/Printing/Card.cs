namespace MarketPulse.Local.Printing;

/// <summary>A description line by line, where a table would be too wide.</summary>
/// <param name="Title">Heading.</param>
/// <param name="Lines">The lines; those without text are omitted.</param>
internal sealed record Card(string Title, IReadOnlyList<CardLine> Lines);

/// <summary>A line of a card.</summary>
/// <param name="Label">Label of the line.</param>
/// <param name="Text">The text; wrapped with a hanging indent.</param>
internal sealed record CardLine(string Label, string Text)
{
    /// <summary>Colour of the text as Spectre markup such as <c>red</c>; null for none.</summary>
    public string? Style { get; init; }
}
