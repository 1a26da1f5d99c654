using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MarketPulse.Outbound;
using MarketPulse.Pipeline.Alerts;
using MarketPulse.Pipeline.Ports;

namespace MarketPulse.Webhooks;

/// <summary>
/// Posts alerts to one address: over https, never to a private address, without following redirects, in one bounded attempt per call. Its
/// outcomes contain neither the address nor the key.
/// </summary>
/// <param name="settings">Address, format and key.</param>
/// <param name="options">Settings that apply to all webhooks.</param>
/// <param name="client">The client, which connects through <see cref="AddressGuard"/>.</param>
/// <param name="policy">Decides which addresses may be requested.</param>
/// <param name="clock">Gives the time of sending and measures the timeout.</param>
internal sealed class Webhook(
    WebhookSettings settings, AlertsOptions options, HttpClient client, AddressPolicy policy, TimeProvider clock) : IWebhook
{
    private const int LongestExcerpt = 2048;

    public string Name => settings.Name;

    public int PerHour => options.MaxPerHour;

    public async Task<WebhookAnswer> SendAsync(AlertContent content, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, clock);
        using var attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            policy.Check(settings.Address, settings.Address);
            using HttpRequestMessage request = Request(content);
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, attempt.Token);
            return Judge(
                response.StatusCode) with
            { Status = (int)response.StatusCode, Excerpt = await ExcerptAsync(response, attempt.Token) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAnswer(
                WebhookResult.Unavailable, Line($"{Host} did not respond within {options.Timeout.TotalSeconds:0.#} seconds."));
        }
        catch (Exception e) when ((e as RefusedAddressException ?? e.InnerException as RefusedAddressException) is { } refused)
        {
            return new WebhookAnswer(WebhookResult.Refused, refused.Message);
        }
        catch (HttpRequestException e)
        {
            return new WebhookAnswer(WebhookResult.Unavailable, $"{Host} could not be reached: {Redacted(e.Message.TrimEnd('.'))}.");
        }
    }

    private string Host => $"The host {settings.Address.Host}";

    private HttpRequestMessage Request(AlertContent content)
    {
        byte[] body = AlertBody.Write(content, settings.Shape);
        string timestamp = AlertSignature.Timestamp(clock.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, settings.Address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json", "utf-8");
        request.Headers.TryAddWithoutValidation(AlertSignature.IdHeader, content.Alert.AlertId);
        request.Headers.TryAddWithoutValidation(AlertSignature.TimestampHeader, timestamp);
        if (settings.Key is { } key)
        {
            request.Headers.TryAddWithoutValidation(AlertSignature.SignatureHeader, AlertSignature.Compute(key, timestamp, body));
        }

        return request;
    }

    private WebhookAnswer Judge(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => new(WebhookResult.Taken, Line($"{Host} accepted the alert with status {(int)status}.")),
        >= 300 and < 400 => new(
            WebhookResult.Refused, Line($"{Host} redirects with status {(int)status}; alerts are only sent to the configured address.")),
        408 or 425 or 429 or >= 500 => new(WebhookResult.Unavailable, Line($"{Host} responded with status {(int)status}.")),
        _ => new(
            WebhookResult.Refused, Line($"{Host} responded with status {(int)status}; fix the webhook, then replay the dead letters.")),
    };

    /// <summary>
    /// The start of the response body. A body that is truncated or too slow is ignored, because the status has already decided.
    /// </summary>
    private async Task<string> ExcerptAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            byte[] start = new byte[LongestExcerpt];
            await using Stream stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            int read = await stream.ReadAsync(start, cancellationToken);
            return Excerpt.FromBytes(Encoding.UTF8.GetBytes(Redacted(Encoding.UTF8.GetString(start, 0, read))));
        }
        catch (Exception e) when (e is IOException or HttpRequestException or OperationCanceledException)
        {
            return "";
        }
    }

    /// <summary>Masks whatever a text written by others repeats of the address or the key.</summary>
    private string Redacted(string text)
    {
        string address = settings.Address.PathAndQuery;
        IEnumerable<string> parts = address.Split('/', '?', '&', '=').Where(part => part.Length >= 6);
        IEnumerable<string> secrets = [address, Uri.UnescapeDataString(address), .. parts];
        if (settings.Key is { } key)
        {
            secrets = secrets.Append(Encoding.UTF8.GetString(key));
        }

        return secrets.Where(secret => secret.Length > 1).OrderByDescending(secret => secret.Length)
            .Aggregate(text, (redacted, secret) => redacted.Replace(secret, "***", StringComparison.OrdinalIgnoreCase));
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
