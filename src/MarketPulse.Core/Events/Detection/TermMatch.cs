namespace MarketPulse.Core.Events.Detection;

/// <summary>An occurrence of a term of the lexicon in a sentence.</summary>
/// <param name="Phrase">The term with its roles.</param>
/// <param name="Token">Index of its first word in the sentence.</param>
/// <param name="Length">Number of words it spans.</param>
/// <param name="Clause">Index of the clause it belongs to.</param>
/// <param name="IsActedOn">
/// Whether it names a flow of trade that a verb stops, limits or resumes: "suspends imports", as opposed to "imports fall".
/// </param>
internal readonly record struct TermMatch(Phrase Phrase, int Token, int Length, int Clause, bool IsActedOn)
{
    /// <summary>Index of the word after the term.</summary>
    public int End => Token + Length;
}
