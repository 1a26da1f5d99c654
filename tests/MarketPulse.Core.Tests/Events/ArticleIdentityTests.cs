using MarketPulse.Core.Events;

namespace MarketPulse.Core.Tests.Events;

public class ArticleIdentityTests
{
    private static readonly DateOnly Day = new(2025, 6, 2);

    [Theory]
    [InlineData("https://www.example.com/news/tariffs?utm_source=x&id=7", "https://example.com/news/tariffs?id=7")]
    [InlineData("HTTP://M.Example.COM:80/news/tariffs/?id=7&fbclid=abc#top", "https://example.com/news/tariffs?id=7")]
    [InlineData("https://amp.example.com/news/tariffs/amp?outputType=amp&id=7", "https://example.com/news/tariffs?id=7")]
    [InlineData("https://example.com/news/tariffs?id=7&ref=www.example.com", "https://example.com/news/tariffs?id=7")]
    [InlineData("https://example.com/story?b=2&a=1", "https://example.com/story?a=1&b=2")]
    [InlineData("https://example.com", "https://example.com/")]
    [InlineData("https://example.com:8443/a", "https://example.com:8443/a")]
    [InlineData("https://m.com/a", "https://m.com/a")]
    public void Addresses_of_one_page_have_one_canonical_form(string url, string canonical)
    {
        CanonicalUrl.Canonicalize(url).ShouldBe(canonical);
        CanonicalUrl.Canonicalize(canonical).ShouldBe(canonical);
    }

    [Theory]
    [InlineData("https://example.com/a?id=1", "https://example.com/a?id=2")]
    [InlineData("https://example.com/a?ref=tariffs", "https://example.com/a")]
    [InlineData("https://example.com/A", "https://example.com/a")]
    public void Parameters_that_may_select_another_page_are_kept(string one, string other) =>
        CanonicalUrl.Canonicalize(one).ShouldNotBe(CanonicalUrl.Canonicalize(other));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("news item 7")]
    [InlineData("ftp://example.com/a")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/news/tariffs")]
    [InlineData("https://")]
    [InlineData("https://xn\u0301--/a")]
    [InlineData("https://\uFFFFa")]
    [InlineData("//\u202E/")]
    [InlineData("https://example.com/\u202Egpj.exe")]
    public void Text_that_is_not_a_web_address_has_no_canonical_form(string? url) => CanonicalUrl.Canonicalize(url).ShouldBeNull();

    [Fact]
    public void Id_is_the_start_of_the_hash_of_the_canonical_address()
    {
        string id = ArticleIdentity.Create("https://www.example.com/a?utm_source=x", "Title", "Body", Day);

        id.ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("https://example.com/a"u8))[..16]);
        id.ShouldBe(ArticleIdentity.Create("https://example.com/a", "Other title", "", Day.AddDays(3)));
    }

    [Theory]
    [InlineData("Tariffs \uFFFE rise")]
    [InlineData("Tariffs \uD800 rise")]
    public void Text_with_invalid_Unicode_has_an_id_too(string title) =>
        ArticleIdentity.Create(null, title, "", Day).ShouldBe(ArticleIdentity.Create(null, "Tariffs \uFFFD rise", "", Day));

    [Fact]
    public void Without_an_address_text_and_date_decide()
    {
        string id = ArticleIdentity.Create(null, "China \u2018hits back\u2019 \u2014 25% tariffs", "Beijing\u2019s ministry said.", Day);

        id.Length.ShouldBe(16);
        ArticleIdentity.Create("guid-7", "CHINA 'hits back' - 25% tariffs", "Beijing's  ministry said", Day).ShouldBe(id);
        ArticleIdentity.Create(null, "China hits back: 2.5% tariffs", "Beijing's ministry said.", Day).ShouldNotBe(id);
        ArticleIdentity.Create(null, "China hits back: 25% tariffs", "Beijing's ministry said.", Day.AddDays(1)).ShouldNotBe(id);
    }

    [Fact]
    public void Copies_under_different_addresses_have_one_content_hash()
    {
        string hash = ArticleIdentity.ContentHash("U.S. raises tariffs", "Washington acted.");

        ArticleIdentity.ContentHash("u.s. RAISES tariffs ", "Washington   acted").ShouldBe(hash);
        ArticleIdentity.ContentHash("U.S. raises", "tariffs Washington acted.").ShouldNotBe(hash);
    }

    [Theory]
    [InlineData("\uD800 broken")]
    [InlineData("")]
    [InlineData("\u0000\u0001")]
    public void No_text_throws(string text) => ArticleIdentity.Create(text, text, text, Day).Length.ShouldBe(16);
}
