using System.Text.Json.Serialization;

namespace MarketPulse.Core.Events.Detection;

/// <summary>The function of a term in a sentence. A term may have several.</summary>
internal enum Role
{
    /// <summary>A measure or dispute whose existence raises tension: a tariff, a ban, a trade war.</summary>
    Barrier,

    /// <summary>Something whose existence eases tension: a deal, talks, an exemption.</summary>
    Cooperation,

    /// <summary>Trade itself, which escalates when it is stopped and eases when it is resumed: imports, shipments, licences.</summary>
    Flow,

    /// <summary>Trade vocabulary without a direction.</summary>
    Context,

    /// <summary>Words that resemble trade conflict but mean something else.</summary>
    Noise,

    /// <summary>A good or sector that is traded or restricted.</summary>
    Topic,

    /// <summary>A country, by name, demonym or capital.</summary>
    Country,

    /// <summary>An adjective of nationality that modifies a noun: Chinese, Canadian.</summary>
    Demonym,

    /// <summary>A group of countries.</summary>
    Group,

    /// <summary>A leader or envoy, by name.</summary>
    Leader,

    /// <summary>An authority, by name.</summary>
    Ministry,

    /// <summary>An authority, by office.</summary>
    Official,

    /// <summary>A company that governments act on.</summary>
    Company,

    /// <summary>A verb that creates, plans or demands its object.</summary>
    Raise,

    /// <summary>A verb, noun or negator that inverts the direction of its object: lift, refuse, no.</summary>
    [JsonStringEnumMemberName("reverse")]
    PolarityShifter,

    /// <summary>A negator that negates nothing: "not rule out".</summary>
    Pseudo,

    /// <summary>A word that escalates by itself.</summary>
    Escalate,

    /// <summary>A word that eases by itself.</summary>
    Ease,

    /// <summary>A word for a development without a direction.</summary>
    Neutral,

    /// <summary>A verb of saying.</summary>
    Speech,

    /// <summary>The source that a headline names for its news.</summary>
    Attribution,

    /// <summary>A word that says how certain an act is.</summary>
    Certainty,

    /// <summary>Securities and the people who trade them.</summary>
    Market,

    /// <summary>A price movement.</summary>
    Move,

    /// <summary>Economic data and its publishers.</summary>
    Data,

    /// <summary>The effect of a measure on others.</summary>
    Effect,

    /// <summary>Firms, and people by occupation.</summary>
    Sector,

    /// <summary>A company, by name.</summary>
    Corporate,

    /// <summary>Someone who speaks for a firm or studies firms.</summary>
    Executive,

    /// <summary>A sign of an opinion piece.</summary>
    Opinion,

    /// <summary>A sign of an explainer or a historical piece.</summary>
    Explainer,

    /// <summary>A word that opens a question.</summary>
    Question,

    /// <summary>A poll, study or forecast.</summary>
    Survey,

    /// <summary>Hopes and fears.</summary>
    Mood,

    /// <summary>A word that opens a subordinate clause.</summary>
    Background,

    /// <summary>A word that opens a coordinate clause.</summary>
    Boundary,

    /// <summary>A preposition, which ends the subject.</summary>
    Preposition,

    /// <summary>A function word.</summary>
    Function,

    /// <summary>Live coverage.</summary>
    Live,

    /// <summary>The politics of Brexit.</summary>
    Brexit,

    /// <summary>A pronoun that is spelled like a country.</summary>
    Pronoun,

    /// <summary>Sports.</summary>
    Sport,

    /// <summary>A word that introduces the date on which a measure takes effect.</summary>
    Effective,
}
