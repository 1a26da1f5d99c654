namespace MarketPulse.Benchmarks.Quick;

/// <summary>Quick lines that share their input. To add a group, derive a class and list it in <see cref="QuickGroups"/>.</summary>
internal abstract class QuickGroup
{
    /// <summary>The names of its lines. A group is not set up if none of its lines is requested.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Whether a line takes minutes; such a line runs only if a given prefix matches its name.</summary>
    public virtual bool IsLong(string name) => false;

    /// <summary>
    /// Measures and yields the lines in the order of <see cref="Names"/>; it may skip work for which <paramref name="wanted"/> is false.
    /// </summary>
    public abstract IEnumerable<QuickLine> Run(Func<string, bool> wanted);
}

/// <summary>One result: printed as <c>name: value unit</c>.</summary>
/// <param name="Name">Its name, lower case with dots, e.g. <c>study.market</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit, e.g. <c>us/study</c>.</param>
internal readonly record struct QuickLine(string Name, double Value, string Unit);
