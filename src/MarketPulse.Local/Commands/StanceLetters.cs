using MarketPulse.Core.Events;

namespace MarketPulse.Local.Commands;

/// <summary>The letters of stances in label files and on the command line.</summary>
internal static class StanceLetters
{
    /// <summary>In label files, the letter of a headline without a stance.</summary>
    public const char None = '-';

    private static readonly (char Letter, Stance Stance)[] All =
        [('E', Stance.Escalation), ('D', Stance.Deescalation), ('M', Stance.Mixed), ('N', Stance.Neutral)];

    /// <summary>The letter of a stance; <see cref="None"/> for none.</summary>
    public static char Of(Stance? stance) => stance is { } known ? Array.Find(All, one => one.Stance == known).Letter : None;

    /// <summary>The stance of a letter; null when it is none.</summary>
    public static Stance? Parse(string text) =>
        text.Length == 1 && Array.FindIndex(All, one => one.Letter == text[0]) is >= 0 and var i ? All[i].Stance : null;
}
