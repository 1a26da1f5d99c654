using Azure.Data.Tables;
using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Storage.Tables;

/// <summary>An article ready to be stored.</summary>
/// <param name="Given">The article as it was given.</param>
/// <param name="Row">Its row.</param>
/// <param name="TextForBlob">Its compressed text if it is too long for the row; otherwise null.</param>
internal sealed record PackedArticle(NewArticle Given, TableEntity Row, byte[]? TextForBlob)
{
    public Article Article => Given.Article;

    public string Id => Article.Id;

    public bool IsQuiet => Given.QuietFacts is not null;
}
