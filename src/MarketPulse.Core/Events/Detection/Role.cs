namespace MarketPulse.Core.Events.Detection;

/// <summary>What a phrase does in a sentence. One phrase may play several roles.</summary>
internal enum Role
{
    /// <summary>A thing whose existence raises tension: a tariff, a ban.</summary>
    Barrier,

    /// <summary>A thing whose existence eases tension: a deal, talks, an exemption.</summary>
    Cooperation,

    /// <summary>Trade itself, whose going on eases and whose stopping escalates: imports, shipments, licences.</summary>
    Flow,

    /// <summary>Trade vocabulary without a direction.</summary>
    Context,

    /// <summary>Words that look like trade conflict and are not.</summary>
    Noise,

    /// <summary>What is traded or restricted.</summary>
    Topic,

    /// <summary>A country by name, demonym or capital.</summary>
    Country,

    /// <summary>Words of a country that stand in front of a noun: Chinese, Canadian.</summary>
    Demonym,

    /// <summary>Countries together.</summary>
    Group,

    /// <summary>A leader or envoy by name.</summary>
    Leader,

    /// <summary>An authority by name.</summary>
    Ministry,

    /// <summary>An authority by office.</summary>
    Official,

    /// <summary>A company that states act on.</summary>
    Company,

    /// <summary>A verb that makes, plans or wants its object.</summary>
    Raise,

    /// <summary>A verb, noun or negator that undoes its object.</summary>
    Reverse,

    /// <summary>Negators whose scope holds no negation.</summary>
    Pseudo,

    /// <summary>Words that escalate by themselves.</summary>
    Escalate,

    /// <summary>Words that ease by themselves.</summary>
    Ease,

    /// <summary>Words of developments without a direction.</summary>
    Neutral,

    /// <summary>Verbs of saying.</summary>
    Speech,

    /// <summary>Who a headline says it has it from.</summary>
    Attribution,

    /// <summary>How firm an act is.</summary>
    Certainty,

    /// <summary>Securities and those who deal in them.</summary>
    Market,

    /// <summary>How prices move.</summary>
    Move,

    /// <summary>Economic data and those who publish it.</summary>
    Data,

    /// <summary>What tariffs do to others.</summary>
    Effect,

    /// <summary>Firms and people by trade.</summary>
    Sector,

    /// <summary>Companies by name.</summary>
    Corporate,

    /// <summary>Those who speak for firms, or study them.</summary>
    Executive,

    /// <summary>Marks of opinion.</summary>
    Opinion,

    /// <summary>Marks of explanation and history.</summary>
    Explainer,

    /// <summary>Words that open a question.</summary>
    Question,

    /// <summary>Polls, studies, forecasts.</summary>
    Survey,

    /// <summary>Hopes and fears.</summary>
    Mood,

    /// <summary>Opens a clause of background.</summary>
    Background,

    /// <summary>Opens a clause of its own.</summary>
    Boundary,

    /// <summary>Prepositions that end a subject.</summary>
    Preposition,

    /// <summary>Words that carry nothing.</summary>
    Function,

    /// <summary>Live coverage of a day.</summary>
    Live,

    /// <summary>Withdrawal politics.</summary>
    Brexit,

    /// <summary>Pronouns spelled like a country.</summary>
    Pronoun,

    /// <summary>Sports.</summary>
    Sport,

    /// <summary>Months and words that say when a measure starts.</summary>
    Effective,
}
