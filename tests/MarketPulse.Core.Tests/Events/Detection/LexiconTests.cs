using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MarketPulse.Core.Contract;
using MarketPulse.Core.Events.Detection;

namespace MarketPulse.Core.Tests.Events.Detection;

public class LexiconTests
{
    private static readonly string Folder = Path.Combine(Repository.Root, "src", "MarketPulse.Core", "Events", "Detection");

    [Fact]
    public void Shipped_lexicon_has_the_form_of_its_schema()
    {
        JsonNode lexicon = Shipped();
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "lexicon.schema.json")));

        Violations(schema.RootElement, lexicon, "$").ShouldBeEmpty();
    }

    [Fact]
    public void Shipped_event_model_has_the_form_of_its_schema()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "eventmodel.schema.json")));

        Violations(schema.RootElement, ShippedModel(), "$").ShouldBeEmpty();
    }

    [Fact]
    public void Schema_knows_the_same_roles_as_the_code()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "lexicon.schema.json")));

        JsonElement groups = schema.RootElement.GetProperty("properties").GetProperty("groups");
        JsonElement role = groups.GetProperty("items").GetProperty("properties").GetProperty("role");
        role.GetProperty("enum").EnumerateArray().Select(code => code.GetString()).ShouldBe(Codes<Role>.All);
    }

    [Theory]
    [InlineData("version", "\"\"", "version")]
    [InlineData("relevance.threshold", "1.2", "relevance.threshold")]
    [InlineData("stance.object.bare", "-0.1", "stance.object.bare")]
    [InlineData("stance.object.bear", "0.1", "$.stance.object.bear")]
    [InlineData("stance.place.lead", "1.5", "stance.place.lead")]
    [InlineData("stance.threshold.mixedShare", "2", "stance.threshold.mixedShare")]
    [InlineData("intensity.rateBase", "\"low\"", "$.intensity.rateBase")]
    [InlineData("intensity.certainty.sure", "1", "intensity.certainty.sure")]
    [InlineData("intensity.certainty.announced", "1.1", "intensity.certainty.announced")]
    [InlineData("measures.tariff", "160", "measures.tariff")]
    [InlineData("groups.0.role", "\"barier\"", "groups[0].role")]
    [InlineData("groups.0.strength", "7", "groups[0].strength")]
    [InlineData("groups.0.inflect", "\"adverb\"", "groups[0].inflect")]
    [InlineData("groups.0.code", "\"toll\"", "groups[0].code")]
    [InlineData("groups.0.colour", "1", "$.groups[0]")]
    [InlineData("groups.0.terms", "[]", "groups[0].terms")]
    [InlineData("groups.0.terms.2", "\"...\"", "groups[0].terms[2]")]
    [InlineData("groups.0.terms.2", "\"tariff, duty\"", "groups[0].terms[2]")]
    [InlineData("groups.1.terms.0", "\"Tariff\"", "groups[1].terms[0]")]
    [InlineData("rules.0.name", "\"no_talks\"", "rules[")]
    [InlineData("rules.0.stance", "\"upward\"", "rules[0].stance")]
    [InlineData("rules.0.measure", "\"toll\"", "rules[0].measure")]
    [InlineData("rules.0.pattern", "\"@nothing {barrier}\"", "rules[0].pattern")]
    [InlineData("rules.0.pattern", "\"{barier}\"", "rules[0].pattern")]
    [InlineData("rules.0.pattern", "\"{official:cort}\"", "rules[0].pattern")]
    [InlineData("rules.0.pattern", "\"* {barrier}\"", "rules[0].pattern")]
    [InlineData("words.fix.inflect", "\"adverb\"", "words.fix.inflect")]
    public void Bad_lexicon_is_refused_with_the_field_that_is_wrong(string field, string value, string named)
    {
        JsonNode lexicon = Shipped();
        Set(lexicon, field.Split('.'), JsonNode.Parse(value));

        FormatException refusal = Should.Throw<FormatException>(() => Load(lexicon));

        refusal.Message.ShouldContain($"not valid at {named}");
    }

    [Theory]
    [InlineData("weights.act.weight", "\"high\"", "$.weights")]
    [InlineData("weights.acts", "{\"prior\":0,\"weight\":0}", "weights.acts")]
    [InlineData("leadGain", "-1", "leadGain")]
    [InlineData("version", "\"\"", "version")]
    [InlineData("ngrams.one two three", "1", "ngrams.one two three")]
    [InlineData("ngrams.one", "\"NaN\"", "$.ngrams.one")]
    public void Bad_event_model_is_refused_with_the_field_that_is_wrong(string field, string value, string named)
    {
        JsonNode model = ShippedModel();
        Set(model, field.Split('.'), JsonNode.Parse(value));

        Should.Throw<FormatException>(() => Load(Shipped(), model)).Message.ShouldContain($"not valid at {named}");
    }

    [Fact]
    public void Event_model_without_a_feature_is_refused_with_its_name()
    {
        JsonNode model = ShippedModel();
        model["weights"]!.AsObject().Remove("act");

        Should.Throw<FormatException>(() => Load(Shipped(), model)).Message.ShouldContain("weights.act");
    }

    [Fact]
    public void Kind_that_the_code_does_not_know_is_refused()
    {
        JsonNode lexicon = Shipped();
        JsonArray groups = lexicon["groups"]!.AsArray();
        int reverse = Enumerable.Range(0, groups.Count).First(i => groups[i]!["role"]!.GetValue<string>() == "reverse");
        groups[reverse]!["code"] = "harms";

        Should.Throw<FormatException>(() => Load(lexicon)).Message.ShouldContain($"groups[{reverse}].code");
    }

    [Fact]
    public void Error_names_the_line()
    {
        string[] lines = File.ReadAllLines(Path.Combine(Folder, "lexicon.json"));
        int line = Array.FindIndex(lines, text => text.Contains("\"role\": \"cooperation\"", StringComparison.Ordinal));
        lines[line] = lines[line].Replace("cooperation", "coperation", StringComparison.Ordinal);
        var broken = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        Should.Throw<FormatException>(() => Lexicon.Load(broken)).Message.ShouldContain($"(line {line + 1})");
    }

    [Theory]
    [InlineData("stance")]
    [InlineData("intensity")]
    [InlineData("stance.object.bare")]
    [InlineData("intensity.certainty.denied")]
    [InlineData("relevance.pair")]
    public void Lexicon_without_one_of_its_weights_is_refused_with_the_field_that_is_missing(string field)
    {
        JsonNode lexicon = Shipped();
        string[] path = field.Split('.');
        JsonNode parent = path[..^1].Aggregate(lexicon, (node, step) => node[step]!);
        parent.AsObject().Remove(path[^1]);

        Should.Throw<FormatException>(() => Load(lexicon)).Message.ShouldContain(path[^1]);
    }

    [Fact]
    public void No_term_is_overruled_by_earlier_ones_of_its_role_in_every_form()
    {
        var read = new HashSet<(string Role, string Form)>();
        var overruled = new List<string>();
        foreach (TermGroup group in Lexicon.Shipped().File.Groups.Where(group => group.Role != "topic"))
        {
            foreach (string term in group.Terms.Select(term => term.Split('=')[0]))
            {
                string[] own = [.. WordForms.Inflect(term, group.Inflect).Where(form => read.Add((group.Role, form)))];
                if (own.Length == 0)
                {
                    overruled.Add($"{group.Role} {group.Code} {group.Strength}: {term}");
                }
            }
        }

        overruled.ShouldBeEmpty();
    }

    [Fact]
    public void Every_change_of_a_weight_or_a_term_is_another_version()
    {
        JsonNode weight = ShippedModel(), term = Shipped();
        Set(weight, ["weights", "act", "weight"], JsonValue.Create(0.123));
        Set(term, ["groups", "0", "terms", "0"], JsonValue.Create("excise"));

        new[] { Load(Shipped()).Version, Load(Shipped(), weight).Version, Load(term).Version }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Every_tag_of_the_default_watchlist_is_a_topic_a_country_or_a_company_of_the_lexicon()
    {
        LexiconFile file = Lexicon.Shipped().File;
        string[] known =
        [
            .. file.Groups.Where(group => group.Role is "topic" or "country").Select(group => group.Code!.ToLowerInvariant()),
            .. file.Groups.Where(group => group.Role == "company").SelectMany(group => group.Terms).Select(term => term.Split('=')[^1]),
        ];
        string path = Path.Combine(Repository.Root, "src", "MarketPulse.Feeds", "Watchlists", "watchlist.default.json");
        using var watchlist = JsonDocument.Parse(File.ReadAllText(path));

        watchlist.RootElement.GetProperty("instruments").EnumerateArray()
            .SelectMany(instrument => instrument.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!))
            .Distinct().Except(known, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public void Pattern_may_name_a_leader_by_the_last_word_of_the_name()
    {
        JsonNode lexicon = Shipped();
        JsonNode leaders = lexicon["groups"]!.AsArray().First(group => group!["role"]!.GetValue<string>() == "leader")!;
        leaders["terms"]!.AsArray().Add("jean chretien");
        Set(lexicon, ["rules", "0", "pattern"], JsonValue.Create("{leader:chretien}"));

        Should.NotThrow(() => Load(lexicon));
    }

    private static JsonNode Shipped()
    {
        using Stream stream = Lexicon.OpenShipped();
        return JsonNode.Parse(stream)!;
    }

    private static JsonNode ShippedModel()
    {
        using Stream stream = Lexicon.OpenShippedModel();
        return JsonNode.Parse(stream)!;
    }

    private static Lexicon Load(JsonNode lexicon) => Lexicon.Load(Bytes(lexicon));

    private static Lexicon Load(JsonNode lexicon, JsonNode model) => Lexicon.Load(Bytes(lexicon), Bytes(model));

    private static MemoryStream Bytes(JsonNode json) => new(Encoding.UTF8.GetBytes(json.ToJsonString()));

    private static void Set(JsonNode node, ReadOnlySpan<string> path, JsonNode? value)
    {
        JsonNode parent = node;
        foreach (string step in path[..^1])
        {
            parent = parent is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : parent[step]!;
        }

        if (parent is JsonArray array)
        {
            array[int.Parse(path[^1], System.Globalization.CultureInfo.InvariantCulture)] = value;
        }
        else
        {
            parent[path[^1]] = value;
        }
    }

    /// <summary>The rules of the schema that a value violates, limited to the keywords that the schema uses.</summary>
    private static IEnumerable<string> Violations(JsonElement schema, JsonNode? node, string path)
    {
        if (schema.TryGetProperty("type", out JsonElement type) && type.GetString() != Kind(node))
        {
            yield return $"{path} is not of type {type.GetString()}";
        }

        if (schema.TryGetProperty("enum", out JsonElement values)
            && !values.EnumerateArray().Any(value => value.GetString() == node?.GetValue<string>()))
        {
            yield return $"{path} is none of the values";
        }

        if (Kind(node) == "number"
            && ((schema.TryGetProperty("minimum", out JsonElement least) && node!.GetValue<double>() < least.GetDouble())
                || (schema.TryGetProperty("maximum", out JsonElement most) && node!.GetValue<double>() > most.GetDouble())))
        {
            yield return $"{path} is out of range";
        }

        IEnumerable<(JsonElement Schema, JsonNode? Node, string Path)> parts = node switch
        {
            JsonArray list when schema.TryGetProperty("items", out JsonElement items) =>
                list.Select((item, i) => (items, item, $"{path}[{i}]")),
            JsonObject record => record.Select(member => (Part(schema, member.Key), member.Value, $"{path}.{member.Key}")),
            _ => [],
        };
        IEnumerable<string> missing = node is JsonObject whole && schema.TryGetProperty("required", out JsonElement required)
            ? required.EnumerateArray()
                .Select(name => name.GetString()!)
                .Where(name => !whole.ContainsKey(name))
                .Select(name => $"{path}.{name} is missing")
            : [];
        IEnumerable<string> inside = parts.SelectMany(part => part.Schema.ValueKind switch
        {
            JsonValueKind.False => [$"{part.Path} is unknown"],
            JsonValueKind.Object => Violations(part.Schema, part.Node, part.Path),
            _ => [],
        });
        foreach (string violation in inside.Concat(missing))
        {
            yield return violation;
        }
    }

    private static JsonElement Part(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out JsonElement properties) && properties.TryGetProperty(name, out JsonElement own) ? own
        : schema.TryGetProperty("additionalProperties", out JsonElement other) ? other
        : default;

    private static string Kind(JsonNode? node) => node?.GetValueKind() switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "other",
    };
}
