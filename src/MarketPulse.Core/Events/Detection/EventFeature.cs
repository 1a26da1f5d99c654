namespace MarketPulse.Core.Events.Detection;

/// <summary>Features of a headline that the event model weighs. 0 or 1 unless stated otherwise.</summary>
internal enum EventFeature
{
    /// <summary>Relevance of the headline, -1 to 2.</summary>
    Relevance,

    /// <summary>Trade conflict is named in subordinate clauses only.</summary>
    SubordinateOnly,

    /// <summary>The subject is a state, a leader or an authority.</summary>
    SubjectState,

    /// <summary>The subject is securities.</summary>
    SubjectMarket,

    /// <summary>The subject is firms, or people by occupation.</summary>
    SubjectBusiness,

    /// <summary>The subject is a barrier.</summary>
    SubjectBarrier,

    /// <summary>The subject is a company that governments act on.</summary>
    SubjectCompany,

    /// <summary>The subject is hopes or fears.</summary>
    SubjectMood,

    /// <summary>The subject is talks or a deal.</summary>
    SubjectCooperation,

    /// <summary>The subject is economic data.</summary>
    SubjectData,

    /// <summary>The lexicon does not know the subject.</summary>
    SubjectUnknown,

    /// <summary>A state is the subject of a verb that the lexicon does not know.</summary>
    UnknownVerb,

    /// <summary>The subject is a barrier that is raised, lifted or in force.</summary>
    BarrierChanges,

    /// <summary>A state acts on a barrier, talks or a listed company.</summary>
    ActByState,

    /// <summary>A state speaks about a barrier, talks or a listed company.</summary>
    SpeechByState,

    /// <summary>Someone acts on a barrier or talks.</summary>
    Act,

    /// <summary>The effect of measures on others.</summary>
    Effect,

    /// <summary>Prices move.</summary>
    Move,

    /// <summary>Economic data is named.</summary>
    Data,

    /// <summary>Securities are named in the main clause.</summary>
    Market,

    /// <summary>Firms are named in the main clause.</summary>
    Business,

    /// <summary>Someone speaks for a firm, or studies firms.</summary>
    Executive,

    /// <summary>Marked as an opinion piece; 2 if a label says so.</summary>
    Opinion,

    /// <summary>Marked as an explainer or a historical piece; 2 if a label says so.</summary>
    Explainer,

    /// <summary>Starts as a question.</summary>
    QuestionStart,

    /// <summary>Ends with a question mark.</summary>
    Question,

    /// <summary>A poll, study or forecast.</summary>
    Survey,

    /// <summary>Hopes or fears are named.</summary>
    Mood,

    /// <summary>Two countries are named.</summary>
    TwoSides,

    /// <summary>The headline names its source.</summary>
    Attribution,

    /// <summary>Weight of the direction, 0 to 1.5.</summary>
    Stance,

    /// <summary>A rate or an amount is named.</summary>
    Quantity,

    /// <summary>Live coverage.</summary>
    Live,

    /// <summary>The politics of Brexit.</summary>
    Brexit,

    /// <summary>Words that resemble trade conflict but mean something else.</summary>
    Noise,

    /// <summary>Sports.</summary>
    Sport,

    /// <summary>A company that governments act on is acted on or speaks.</summary>
    StateCompany,

    /// <summary>An authority or a leader is named.</summary>
    Official,

    /// <summary>An authority or a leader is named outside the main clause, as the one who says it.</summary>
    Source,

    /// <summary>A step without a direction: a hearing, a decision, talks that continue.</summary>
    Step,

    /// <summary>Effects, firms or securities are named outside the main clause.</summary>
    Aftermath,

    /// <summary>The subject is a state, and another country is named.</summary>
    StateOnState,

    /// <summary>A rule holds that reports a development.</summary>
    RuleEvent,

    /// <summary>A rule holds that says outright that a state acts, whatever else is named.</summary>
    RuleAct,

    /// <summary>A rule holds that reports none.</summary>
    RuleOther,

    /// <summary>Weight of what escalates, 0 to 1.5.</summary>
    Escalation,

    /// <summary>Weight of what eases, 0 to 1.5.</summary>
    Easing,
}
