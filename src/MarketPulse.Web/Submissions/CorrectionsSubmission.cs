using MarketPulse.Core.Events;
using MarketPulse.Pipeline.Steps;
using Microsoft.AspNetCore.Http;

namespace MarketPulse.Web.Submissions;

/// <summary>
/// POST <c>/api/corrections</c>: a correction of an event. Its fields are <c>event</c>, <c>reason</c>, <c>by</c>, and one of <c>stance</c>,
/// <c>merge</c>, <c>split</c>, <c>time</c> and <c>void</c>. POST <c>/api/corrections/{id}/revoke</c>, with <c>reason</c> and <c>by</c>,
/// revokes one.
/// </summary>
internal static class CorrectionsSubmission
{
    private const int MaxId = 128;
    private const string Anonymous = "api";

    // Set by the platform's sign-in, which removes any value that a caller sends.
    private const string PrincipalHeader = "X-MS-CLIENT-PRINCIPAL-NAME";

    public static async Task PostAsync(HttpContext context, CorrectEvent correct, WebOptions options)
    {
        (IReadOnlyList<RequestedCorrection> corrections, bool isArray, Problem? problem) =
            await SubmissionReader.ReadAsync(context.Request, fields => Read(fields, Signed(context, options)));
        if (problem is null && isArray)
        {
            problem = new Problem { Status = StatusCodes.Status400BadRequest, Detail = "Send one correction per request, not an array." };
        }

        await AnswerAsync(context, problem, () => correct.RunAsync(corrections[0], context.RequestAborted));
    }

    public static async Task RevokeAsync(HttpContext context, string id, CorrectEvent correct, WebOptions options)
    {
        (IReadOnlyList<(string By, string Reason)> revocations, bool isArray, Problem? problem) = await SubmissionReader.ReadAsync(
            context.Request, fields => (By(fields, Signed(context, options)), fields.Line("reason", Correction.MaxReason) ?? ""));
        if (problem is null && isArray)
        {
            problem = new Problem { Status = StatusCodes.Status400BadRequest, Detail = "Send one object with reason and by." };
        }

        await AnswerAsync(
            context, problem, () => correct.RevokeAsync(id, revocations[0].By, revocations[0].Reason, context.RequestAborted));
    }

    private static RequestedCorrection Read(FieldReader fields, string? signed)
    {
        string? eventId = fields.Line("event", MaxId);
        if (eventId is null)
        {
            fields.Wrong("event", "is missing; give the id of an event.");
        }

        string? stance = fields.Line("stance", MaxId);
        string? merge = fields.Line("merge", MaxId);
        string? split = fields.Line("split", MaxId);
        (DateTimeOffset Time, TimeResolution Resolution)? time = fields.Time("time");
        bool isVoid = fields.Flag("void");
        CorrectionKind[] kinds =
        [
            .. new (CorrectionKind Kind, bool IsGiven)[]
            {
                (CorrectionKind.Stance, stance is not null),
                (CorrectionKind.Merge, merge is not null),
                (CorrectionKind.Split, split is not null),
                (CorrectionKind.Time, time is not null),
                (CorrectionKind.Void, isVoid),
            }.Where(pair => pair.IsGiven).Select(pair => pair.Kind),
        ];
        if (kinds.Length != 1)
        {
            fields.Wrong("correction", "must be exactly one of stance, merge, split, time and void.");
        }

        return new RequestedCorrection
        {
            EventId = eventId ?? "",
            Kind = kinds.FirstOrDefault(),
            Stance = stance is null ? null : fields.Code("stance", Stance.Neutral),
            OtherEventId = merge,
            ArticleId = split,
            Time = time?.Time,
            TimeResolution = time?.Resolution ?? TimeResolution.Exact,
            MadeBy = By(fields, signed),
            Reason = fields.Line("reason", Correction.MaxReason) ?? "",
        };
    }

    /// <summary>Who signed in, who the caller says, or just that it came through the API.</summary>
    private static string By(FieldReader fields, string? signed)
    {
        string? given = fields.Line("by", Correction.MaxName);
        return signed ?? given ?? Anonymous;
    }

    private static string? Signed(HttpContext context, WebOptions options) =>
        options.ReadAccess == ReadAccess.Entra && context.Request.Headers[PrincipalHeader].ToString() is { Length: > 0 } name ? name : null;

    private static async Task AnswerAsync(HttpContext context, Problem? problem, Func<Task<CorrectionResult>> correct)
    {
        if (problem is null)
        {
            try
            {
                CorrectionResult result = await correct();
                await AcceptedIds.WriteAsync(context, [result.Correction.CorrectionId], isArray: false);
                return;
            }
            catch (CorrectionRefusedException e)
            {
                problem = new Problem
                {
                    Status = e.IsUnknown ? StatusCodes.Status404NotFound : StatusCodes.Status400BadRequest,
                    Detail = e.Message,
                    Errors = new Dictionary<string, string>(StringComparer.Ordinal) { [e.Field] = e.Message },
                };
            }
        }

        await problem.WriteAsync(context);
    }
}
