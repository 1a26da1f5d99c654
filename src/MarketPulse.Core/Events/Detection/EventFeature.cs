namespace MarketPulse.Core.Events.Detection;

/// <summary>What in a headline speaks for or against a development; the event model weighs each.</summary>
internal enum EventFeature
{
    /// <summary>Trade conflict in the headline, 0 to 2.</summary>
    Relevance,

    /// <summary>Trade conflict only in a clause of background.</summary>
    SubordinateOnly,

    /// <summary>A state, leader or authority is the subject.</summary>
    SubjectState,

    /// <summary>Securities are the subject.</summary>
    SubjectMarket,

    /// <summary>Firms or people by trade are the subject.</summary>
    SubjectBusiness,

    /// <summary>A barrier is the subject.</summary>
    SubjectBarrier,

    /// <summary>A company that states act on is the subject.</summary>
    SubjectCompany,

    /// <summary>Hopes, fears or effects are the subject.</summary>
    SubjectMood,

    /// <summary>Talks or a deal are the subject.</summary>
    SubjectCooperation,

    /// <summary>Economic data are the subject.</summary>
    SubjectData,

    /// <summary>The subject is no word of the lexicon.</summary>
    SubjectUnknown,

    /// <summary>A state does what the lexicon has no verb for.</summary>
    UnknownVerb,

    /// <summary>A barrier is the subject, and raised, lifted or in force.</summary>
    BarrierChanges,

    /// <summary>A state acts on a barrier, talks or a listed company.</summary>
    ActByState,

    /// <summary>A state says something of a barrier, talks or a listed company.</summary>
    SpeechByState,

    /// <summary>Something is done about a barrier or talks.</summary>
    Act,

    /// <summary>What measures do to others.</summary>
    Effect,

    /// <summary>Prices move.</summary>
    Move,

    /// <summary>Economic data are named.</summary>
    Data,

    /// <summary>Securities are named in the main clause.</summary>
    Market,

    /// <summary>Firms are named in the main clause.</summary>
    Business,

    /// <summary>Someone speaks for a firm, or studies firms.</summary>
    Executive,

    /// <summary>Marked as opinion; 2 by a label.</summary>
    Opinion,

    /// <summary>Marked as explanation or history; 2 by a label.</summary>
    Explainer,

    /// <summary>Starts as a question.</summary>
    QuestionStart,

    /// <summary>Ends as a question.</summary>
    Question,

    /// <summary>A poll, study or forecast.</summary>
    Survey,

    /// <summary>Hopes and fears.</summary>
    Mood,

    /// <summary>Two countries.</summary>
    TwoSides,

    /// <summary>Names who it has it from.</summary>
    Attribution,

    /// <summary>Weight of the words with a direction, 0 to 1.5.</summary>
    Stance,

    /// <summary>A rate or an amount.</summary>
    Quantity,

    /// <summary>Live coverage of a day.</summary>
    Live,

    /// <summary>Withdrawal politics.</summary>
    Brexit,

    /// <summary>Words that only look like trade conflict.</summary>
    Noise,

    /// <summary>Sports.</summary>
    Sport,

    /// <summary>A company that states act on.</summary>
    StateCompany,

    /// <summary>An authority or leader anywhere in the headline.</summary>
    Official,

    /// <summary>A state, leader or authority outside the main clause, as whoever says it.</summary>
    Source,

    /// <summary>A step without a direction: a hearing, a decision, talks that go on.</summary>
    Step,

    /// <summary>Effects, firms or securities outside the main clause.</summary>
    Aftermath,

    /// <summary>A state, leader or authority is the subject, and another country is named.</summary>
    StateOnState,
}
