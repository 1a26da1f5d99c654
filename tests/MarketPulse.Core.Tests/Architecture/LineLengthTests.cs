using System.Globalization;
using System.Text.RegularExpressions;

namespace MarketPulse.Core.Tests.Architecture;

/// <summary>The line length set in .editorconfig, which no formatter enforces.</summary>
public partial class LineLengthTests
{
    [Fact]
    public void No_line_of_code_is_longer_than_editorconfig_allows()
    {
        Match setting = MaxLineLength().Match(File.ReadAllText(Repository.Path(".editorconfig")));
        int limit = int.Parse(setting.Groups["columns"].Value, CultureInfo.InvariantCulture);
        string[] tooLong =
        [
            .. from folder in new[] { "src", "tests" }
               from file in Directory.EnumerateFiles(Repository.Path(folder), "*.cs", SearchOption.AllDirectories)
               where !Generated().IsMatch(file)
               from line in File.ReadLines(file).Index()
               where line.Item.Length > limit
               select $"{Path.GetRelativePath(Repository.Root, file)}, line {line.Index + 1}: {line.Item.Length} columns",
        ];

        tooLong.ShouldBeEmpty();
    }

    [GeneratedRegex(
        @"^\[\*\.cs\]\nmax_line_length = (?<columns>\d+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline,
        1000)]
    private static partial Regex MaxLineLength();

    [GeneratedRegex(@"[\\/](obj|bin|node_modules)[\\/]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Generated();
}
