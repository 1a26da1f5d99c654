namespace MarketPulse.Benchmarks.Quick;

/// <summary>Quick lines that share their input. Add a class beside the others and name it in <see cref="QuickGroups"/>.</summary>
internal abstract class QuickGroup
{
    /// <summary>The names of its lines: a group whose lines nobody asked for is never set up.</summary>
    public abstract IReadOnlyList<string> Names { get; }

    /// <summary>Whether a line takes minutes: it runs only when its name begins with a prefix that was given.</summary>
    public virtual bool IsLong(string name) => false;

    /// <summary>
    /// Measures and yields the lines in the order of <see cref="Names"/>; it may skip work for which <paramref name="wanted"/> is false.
    /// </summary>
    public abstract IEnumerable<QuickLine> Run(Func<string, bool> wanted);
}

/// <summary>One result: printed as <c>name: value unit</c>.</summary>
/// <param name="Name">Its name, lower case with points, e.g. <c>study.market</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit, e.g. <c>us/study</c>.</param>
internal readonly record struct QuickLine(string Name, double Value, string Unit);
