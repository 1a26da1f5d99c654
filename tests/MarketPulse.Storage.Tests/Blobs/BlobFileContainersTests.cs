using System.Text;
using Azure.Storage.Blobs;
using MarketPulse.Pipeline.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace MarketPulse.Storage.Tests.Blobs;

public sealed class BlobFileContainersTests(AzuriteFixture azurite)
{
    private readonly string _prefix = azurite.NewPrefix();

    [Fact]
    public async Task Files_of_a_container_can_be_listed_and_read_and_get_a_new_version_when_they_change()
    {
        await using ServiceProvider services = Register();
        IFileContainer files = services.GetRequiredService<IFileContainers>().Open("inbox");
        var container = new BlobContainerClient(azurite.ConnectionString, _prefix + "inbox");
        CancellationToken cancel = TestContext.Current.CancellationToken;

        (await files.ListAsync(cancel).ToListAsync(cancel)).ShouldBeEmpty("the container does not exist yet");
        (await files.FindAsync("SPY.csv", cancel)).ShouldBeNull();

        await container.CreateAsync(cancellationToken: cancel);
        await container.UploadBlobAsync("2025/SPY.csv", BinaryData.FromString("one"), cancel);
        ContainedFile file = (await files.ListAsync(cancel).ToListAsync(cancel)).ShouldHaveSingleItem();
        file.Name.ShouldBe("2025/SPY.csv");
        file.Length.ShouldBe(3);
        Encoding.UTF8.GetString(await files.ReadAsync(file.Name, cancel)).ShouldBe("one");
        (await files.FindAsync(file.Name, cancel)).ShouldBe(file);

        await container.GetBlobClient(file.Name).UploadAsync(BinaryData.FromString("two"), overwrite: true, cancel);
        (await files.FindAsync(file.Name, cancel)).ShouldNotBeNull().Version.ShouldNotBe(file.Version);
        await Should.ThrowAsync<IOException>(() => files.ReadAsync("gone.csv", cancel));
    }

    private ServiceProvider Register()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMarketPulseStorage(options =>
        {
            options.ConnectionString = azurite.ConnectionString;
            options.NamePrefix = _prefix;
        });
        return services.BuildServiceProvider();
    }
}
