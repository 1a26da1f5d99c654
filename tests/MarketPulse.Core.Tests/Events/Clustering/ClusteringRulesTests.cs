using System.Text;
using MarketPulse.Core.Events.Clustering;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Clustering;

public class ClusteringRulesTests
{
    [Theory]
    [InlineData("\"bar\": 3.85", "\"bar\": \"high\"", "$.bar")]
    [InlineData("\"words\": 4.9,", "", "Words")]
    [InlineData("\"sameActor\"", "\"sameActer\"", "sameActer")]
    [InlineData("\"gap\": [\"deficit\"", "\"gap\": [\"tariff\"", "synonyms.gap repeats 'tariff'")]
    [InlineData("\"unlikely\"\n    ],\n    \"bar\"", "\"ban\"\n    ],\n    \"bar\"", "verbs.bar repeats 'ban'")]
    [InlineData("\"agree\": [", "\"settle\": [", "verbs.agree is missing")]
    [InlineData("\"zero\": 4", "\"zero\": 99999", "counts.zero must be between 1 and the number of reports")]
    public void Invalid_file_is_refused_with_the_name_of_the_field(string text, string replacement, string field)
    {
        using Stream stream = ClusteringRules.OpenShipped();
        string file = new StreamReader(stream).ReadToEnd().ReplaceLineEndings("\n");
        file.ShouldContain(text);
        string invalid = file.Replace(text, replacement, StringComparison.Ordinal);

        Should.Throw<FormatException>(() => ClusteringRules.Load(new MemoryStream(Encoding.UTF8.GetBytes(invalid)), Lexicon.Shipped()))
            .Message.ShouldContain(field);
    }
}
