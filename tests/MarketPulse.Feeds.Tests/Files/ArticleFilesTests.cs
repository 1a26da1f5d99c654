using System.Text;
using MarketPulse.Core.Events;
using MarketPulse.Feeds.Files;
using MarketPulse.Feeds.Times;
using MarketPulse.Pipeline.Polling;
using Microsoft.Extensions.Time.Testing;

namespace MarketPulse.Feeds.Tests.Files;

public class ArticleFilesTests
{
    private static readonly DateTimeOffset Now = new(2025, 6, 2, 18, 0, 0, TimeSpan.Zero);
    private static readonly ArticleFiles Reader = new(new FakeTimeProvider(Now));
    private static readonly PublishedTime Noon = PublishedTime.OfMoment(new(2025, 6, 2, 12, 0, 0, TimeSpan.Zero));

    private static ArticleFile Parse(string text, string file, PublishedTime? published = null) =>
        Reader.Parse(Encoding.UTF8.GetBytes(text), file, published);

    [Fact]
    public void A_short_first_line_is_the_title()
    {
        Article article = Parse("\uFEFF\nTruce holds\r\nBoth sides agree.\nMore.\n", "a.txt", Noon).Articles.ShouldHaveSingleItem();
        (article.Title, article.Body, article.Feed).ShouldBe(("Truce holds", "Both sides agree.\nMore.", "file"));
        (article.Published, article.TimeResolution, article.FirstSeen).ShouldBe((Noon.Utc, TimeResolution.Exact, Now));
        article.Id.ShouldBe(ArticleIdentity.Create(null, article.Title, article.Body, new DateOnly(2025, 6, 2)));
    }

    [Fact]
    public void A_long_first_line_is_titled_by_its_first_sentence()
    {
        string line = "The U.S. Commerce Department set duties of 25% on imports from China. " + new string('X', 200);
        Article article = Parse(line, "a.txt", Noon).Articles.ShouldHaveSingleItem();
        article.Title.ShouldBe("The U.S. Commerce Department set duties of 25% on imports from China.");
        article.Body.ShouldBe(line);
    }

    [Fact]
    public void A_seed_article_keeps_all_its_text_under_a_title_that_fits()
    {
        string path = Directory.GetFiles(SharedData.Path("seed"), "*.txt")[0];
        ArticleFile read = Reader.Read(path, Noon);
        read.Errors.ShouldBeEmpty();
        Article article = read.Articles.ShouldHaveSingleItem();
        article.Title.Length.ShouldBeLessThanOrEqualTo(200);
        article.Body.ShouldBe(File.ReadAllText(path).Trim());
    }

    [Fact]
    public void An_article_dated_before_the_first_accepted_date_is_refused_with_its_line_and_the_others_are_read()
    {
        byte[] csv = Encoding.UTF8.GetBytes("title,published\nGood,2025-06-01\nEpoch,1970-01-01T00:00:00Z\nFirst,2018-01-01\n");
        var accepted = new ArticleOptions { Earliest = new DateOnly(2018, 1, 1) };

        ArticleFile read = new ArticleFiles(new FakeTimeProvider(Now), accepted).Parse(csv, "a.csv");

        read.Articles.Select(article => article.Title).ShouldBe(["Good", "First"]);
        read.Errors.ShouldHaveSingleItem().ToString().ShouldBe(
            "a.csv, line 3: published '1970-01-01T00:00:00Z' is before 2018-01-01, the first date accepted (setting Articles__Earliest).");
        Reader.Parse(csv, "a.csv").Articles.Count.ShouldBe(3, "nothing is refused that is not going to be stored");
    }

    [Fact]
    public void Every_line_of_json_is_an_article()
    {
        ArticleFile read = Parse(
            """{"id":7,"url":"https://www.example.com/a?utm_source=x","title":"Tariffs rise","body":"Text","""
            + """ "published":"2025-06-02T08:00:00-04:00","source":"Example"}"""
            + "\n\n"
            + """{"title":"Date only","published":"2025-06-01","more":[1]}""",
            "a.jsonl");
        read.Errors.ShouldBeEmpty();
        read.Articles.Count.ShouldBe(2);
        Article first = read.Articles[0];
        (first.SourceId, first.Url, first.Publisher, first.Published).ShouldBe(("7", "https://example.com/a", "Example", Noon.Utc));
        read.Articles[1].TimeResolution.ShouldBe(TimeResolution.Day);
        read.Articles[1].Published.ShouldBe(new DateTimeOffset(2025, 6, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Csv_is_read_by_its_header_and_quoted_fields_may_span_lines()
    {
        ArticleFile read = Parse(
            "Published,TITLE,body\r\n2025-06-01,\"A, \"\"B\"\"\",\"one\ntwo\"\r\n2025-06-02T12:00Z,The \"big\" deal\r\n", "a.csv");
        read.Errors.ShouldBeEmpty();
        read.Articles.Select(article => (article.Title, article.Body)).ShouldBe([("A, \"B\"", "one\ntwo"), ("The \"big\" deal", "")]);
    }

    [Theory]
    [InlineData("a.txt", "", "a.txt, line 1: the article has no text.")]
    [InlineData(
        "a.txt",
        "Title\n",
        "a.txt, line 1: the article has no published date; add one, or set one for all such articles with --published.")]
    [InlineData(
        "a.csv",
        "name\nx\n",
        "a.csv, line 1: the header has no title column; name the columns among id, url, title, body, published, source.")]
    [InlineData("a.csv", "", "a.csv: is empty.")]
    public void A_file_without_an_article_is_reported(string file, string text, string message)
    {
        ArticleFile read = Parse(text, file);
        read.Articles.ShouldBeEmpty();
        read.Errors.ShouldHaveSingleItem().ToString().ShouldBe(message);
    }

    [Fact]
    public void A_file_of_another_kind_is_reported() =>
        Reader.Read("a.md").Errors.ShouldHaveSingleItem().ToString().ShouldBe("a.md: is neither a .txt, .jsonl or .csv file nor a folder.");

    [Theory]
    [InlineData("""{"title":"x","published":"2025-06-01""", "line 2, column 37: this is not a JSON object; each line must be one.")]
    [InlineData("[1]", "line 2, column 1: this is not a JSON object; each line must be one.")]
    [InlineData("""{"title":"x","published":"2025-06-01"} {}""", "line 2, column 40: this is not a JSON object; each line must be one.")]
    [InlineData("""{"title":["x"],"published":"2025-06-01"}""", "line 2: \"title\" must be text.")]
    [InlineData(
        """{"title":"\ud800","published":"2025-06-01"}""", "line 2: \"title\" contains half of a surrogate pair, which is not valid text.")]
    [InlineData(
        """{"\ud800title":"x","published":"2025-06-01"}""",
        "line 2: the name of a field contains half of a surrogate pair, which is not valid text.")]
    [InlineData(
        """{"title":"x"}""", "line 2: the article has no published date; add one, or set one for all such articles with --published.")]
    [InlineData(
        """{"title":"x","published":"3/4/2025"}""",
        "line 2: published '3/4/2025' is not an unambiguous date; write 2025-06-02T12:00Z or 2025-06-02.")]
    [InlineData("""{"title":" ","published":"2025-06-01"}""", "line 2: the article has no text.")]
    public void A_bad_line_is_skipped_with_its_position_and_the_rest_is_kept(string line, string message)
    {
        const string Good = """{"title":"Good","published":"2025-06-01"}""";
        ArticleFile read = Parse($"{Good}\n{line}\n{Good}\n", "a.jsonl");
        read.Articles.Count.ShouldBe(2);
        read.Errors.ShouldHaveSingleItem().ToString().ShouldBe($"a.jsonl, {message}");
        read.Errors[0].IsWarning.ShouldBeFalse();
    }

    [Fact]
    public void Invalid_utf8_costs_only_the_record_that_contains_it()
    {
        byte[] csv = [.. "title,published\nGood,2025-06-01\n\"Bad\nü"u8, 0xE9, .. "\",2025-06-01\nGood too,2025-06-01\n"u8];
        ArticleFile read = Reader.Parse(csv, "a.csv");
        read.Articles.Select(article => article.Title).ShouldBe(["Good", "Good too"]);
        read.Errors.ShouldHaveSingleItem().ToString().ShouldBe("a.csv, line 4, column 2: this is not UTF-8; save the file as UTF-8.");

        Reader.Parse([.. "{\"title\":\""u8, 0xFF, .. "\"}\n"u8], "a.jsonl").Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("a.jsonl, line 1, column 11: this is not UTF-8; save the file as UTF-8.");
        Reader.Parse([.. "Title\nab"u8, 0xC3], "a.txt", Noon).Errors.ShouldHaveSingleItem().ToString()
            .ShouldBe("a.txt, line 2, column 3: this is not UTF-8; save the file as UTF-8.");
    }

    [Fact]
    public void A_quote_that_is_never_closed_costs_its_line_only()
    {
        ArticleFile read = Parse("title,published\nA,2025-06-01\n\"B,2025-06-01\nC,2025-06-01\n", "a.csv");
        read.Articles.Select(article => article.Title).ShouldBe(["A", "C"]);
        read.Errors.ShouldHaveSingleItem().ToString().ShouldBe(
            "a.csv, line 3, column 1: a quote is opened but never closed; the line is skipped.");
    }

    [Fact]
    public void An_unquoted_separator_in_a_title_is_reported_and_never_truncates_the_title()
    {
        ArticleFile read = Parse("published,title\n2025-06-01,Tariffs, then talks\n2025-06-01,Truce\n", "a.csv");
        read.Articles.ShouldHaveSingleItem().Title.ShouldBe("Truce");
        read.Errors.ShouldHaveSingleItem().ToString().ShouldStartWith("a.csv, line 2: there are 3 fields, but the header names 2");
    }

    [Fact]
    public void Five_megabytes_of_text_are_refused_and_the_next_article_is_read()
    {
        string huge = new('x', 5 * 1024 * 1024);
        ArticleFile read = Parse($$"""
            {"title":"Huge","body":"{{huge}}","published":"2025-06-01"}
            {"title":"Good","published":"2025-06-01"}
            """, "a.jsonl");
        read.Articles.ShouldHaveSingleItem().Title.ShouldBe("Good");
        read.Errors.ShouldHaveSingleItem().ToString().ShouldStartWith("a.jsonl, line 1: the article has more than 1 million characters");
        Parse(huge, "a.txt", Noon).Errors.ShouldHaveSingleItem().Line.ShouldBe(1);
    }

    [Fact]
    public void Control_characters_are_removed_from_the_title_and_reported()
    {
        ArticleFile read = Parse("""{"title":"Tar\u0007iffs\n rise\u0000","published":"2025-06-01"}""", "a.jsonl");
        read.Articles.ShouldHaveSingleItem().Title.ShouldBe("Tariffs rise");
        read.Errors.ShouldHaveSingleItem().ToString().ShouldBe(
            "a.jsonl, line 1: the title contains the control character U+0007; it is removed.");
    }

    [Fact]
    public void A_time_without_a_zone_counts_as_its_date_with_a_warning()
    {
        ArticleFile read = Parse("title,published\nA,2025-06-01T23:30:00\n", "a.csv");
        read.Articles.ShouldHaveSingleItem().TimeResolution.ShouldBe(TimeResolution.Day);
        read.Errors.ShouldHaveSingleItem().IsWarning.ShouldBeTrue();
    }

    [Fact]
    public void An_article_from_the_future_gets_the_time_of_reading_and_keeps_its_id()
    {
        ArticleFile read = Parse("title,published\nA,2025-06-05T12:00Z\n", "a.csv");
        Article article = read.Articles.ShouldHaveSingleItem();
        article.Published.ShouldBe(Now);
        article.Id.ShouldBe(ArticleIdentity.Create(null, "A", "", new DateOnly(2025, 6, 5)));
        read.Errors.ShouldHaveSingleItem().IsWarning.ShouldBeTrue();
    }

    [Fact]
    public void A_folder_is_read_file_by_file()
    {
        string folder = Directory.CreateTempSubdirectory("articles").FullName;
        try
        {
            Reader.Read(folder).Errors.ShouldHaveSingleItem().Message.ShouldBe("contains no .txt, .jsonl or .csv file.");
            File.WriteAllText(Path.Combine(folder, "b.txt"), "B\n");
            File.WriteAllText(Path.Combine(folder, "a.csv"), "title,published\nA,2025-06-01\n");
            File.WriteAllText(Path.Combine(folder, "readme.md"), "no article");
            Reader.Read(folder, Noon).Articles.Select(article => article.Title).ShouldBe(["A", "B"]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Standard_input_is_one_article()
    {
        using var input = new MemoryStream(Encoding.UTF8.GetBytes("Title\nBody"));
        ArticleFile read = await Reader.ReadTextAsync(input, "standard input", Noon, CancellationToken.None);
        read.Articles.ShouldHaveSingleItem().Body.ShouldBe("Body");
    }

    [Fact]
    public void The_shared_news_stream_is_read_without_an_error()
    {
        ArticleFile read = Reader.Read(SharedData.Path("data", "headlines", "stream.csv"));
        read.Errors.ShouldBeEmpty();
        read.Articles.Count.ShouldBe(File.ReadLines(SharedData.Path("data", "headlines", "stream.csv")).Count() - 1);
        read.Articles.ShouldAllBe(article => article.TimeResolution == TimeResolution.Day);
    }
}
