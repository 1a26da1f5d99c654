// The rows that the page reads; docs/bi-contract.md gives the meaning of each column.

export type Stance = 'escalation' | 'deescalation' | 'mixed' | 'neutral';

export interface TradeEvent {
  eventid: string;
  eventtimeutc: string;
  timeresolution: string;
  stance: Stance;
  intensity: number;
  certainty: string;
  measures: string;
  topics: string;
  actors: string;
  pairs: string;
  quantities: string;
  headline: string;
  link: string | null;
  sources: number;
  novelty: number;
  effectivedate: string | null;
  follows: string | null;
}

export interface UpcomingDate {
  date: string;
  what: 'effective' | 'deadline' | 'expiry';
  basis: 'stated' | 'computed';
  eventid: string;
  headline: string;
  pairs: string;
}

export interface Score {
  eventid: string;
  eventtimeutc: string;
  symbol: string;
  windowkey: string;
  status: 'final' | 'provisional' | 'not_scored';
  reason: string;
  day0: string | null;
  dayzeroreason: string;
  stance: Stance;
  intensity: number;
  link: string;
  linkreason: string;
  benchmark: string;
  barsobserved: number;
  barsexpected: number;
  car_pct: number | null;
  car_lo_pct: number | null;
  car_hi_pct: number | null;
  mde80_pct: number | null;
  raw_return_pct: number | null;
  benchmark_return_pct: number | null;
  market_effect_pct: number | null;
  market_score: number | null;
  adjusted_score: number | null;
  volume_score: number | null;
  overall_score: number | null;
  overall_driver: string;
  q_event: number | null;
  overlaps: number;
  confounders: string;
}

export interface PathDay {
  eventid: string;
  symbol: string;
  day: number;
  date: string;
  return_pct: number;
  benchmark_return_pct: number | null;
  ar_pct: number;
  car_pct: number;
  band_lo_pct: number;
  band_hi_pct: number;
}

export interface Instrument {
  symbol: string;
  name: string;
  assetclass: string;
  venue: string;
  currency: string;
  benchmark: string | null;
  tags: string;
}

export interface Sensitivity {
  symbol: string;
  windowkey: string;
  horizon: string;
  kind: string;
  value: string;
  status: string;
  reason: string;
  marks: string;
  events: number;
  eventdays: number;
  escalationdays: number;
  deescalationdays: number;
  escalation_mean_pct: number | null;
  escalation_lo_pct: number | null;
  escalation_hi_pct: number | null;
  q_escalation: number | null;
  deescalation_mean_pct: number | null;
  deescalation_lo_pct: number | null;
  deescalation_hi_pct: number | null;
  q_deescalation: number | null;
  spread_pct: number | null;
  spread_lo_pct: number | null;
  spread_hi_pct: number | null;
  hit_rate: number | null;
  beta_bps: number | null;
  beta_lo_bps: number | null;
  beta_hi_bps: number | null;
  q_beta: number | null;
  beta_clean_bps: number | null;
  beta_clean_error_bps: number | null;
  p_beta_clean: number | null;
  shrunk_bps: number | null;
  shrunk_lo_bps: number | null;
  shrunk_hi_bps: number | null;
  p_placebo: number | null;
}

/** A check of a finding; docs/history.md says what each changes. */
export type Check = 'minute' | 'mean' | 'halves' | 'years' | 'placebo' | 'stale';

export interface Finding {
  symbol: string;
  stance: 'escalation' | 'deescalation';
  days: number;
  mean_pct: number | null;
  lo_pct: number | null;
  hi_pct: number | null;
  q: number | null;
  q_minute: number | null;
  q_mean: number | null;
  first_half_pct: number | null;
  second_half_pct: number | null;
  q_without_year: number | null;
  withoutyear: number | null;
  p_placebo: number | null;
  stalefixing: boolean | null;
  verdict: 'not_found' | 'suggestive' | 'robust';
  failed: string;
  reason: string;
}

export interface IndexDay {
  date: string;
  gross: number | null;
  escalation: number | null;
  easing: number | null;
  net: number | null;
  gross_7d: number | null;
  gross_30d: number | null;
  articles: number;
  relevant: number;
  regime: string | null;
}

export interface Calibration {
  windowkey: string;
  symbol: string;
  windows: number;
  classical_beyond95: number | null;
  adjusted_beyond95: number | null;
  overall_beyond95: number | null;
}

export interface DataStatus {
  table: string;
  asofutc: string;
  lastbar: string | null;
  lastarticle: string | null;
  openevents: number;
}

export interface Analogue {
  eventid: string;
  rank: number;
  analogueid: string;
  analoguetimeutc: string;
  headline: string;
  stance: Stance;
  distance: number;
  distance_measures: number;
  distance_actors: number;
  distance_stance: number;
  distance_topics: number;
  distance_certainty: number;
  distance_intensity: number;
}

/** What followed the analogues in one instrument over one window; the distribution is null if there are too few analogues. */
export interface AnalogueOutcome {
  symbol: string;
  windowkey: string;
  count: number;
  car_q1_pct: number | null;
  car_median_pct: number | null;
  car_q3_pct: number | null;
  share_negative: number | null;
  adjusted_q1: number | null;
  adjusted_median: number | null;
  adjusted_q3: number | null;
}

export interface AnalogueAnswer {
  eventid: string;
  usable: number;
  fewest: number;
  analogues: Analogue[];
  outcomes: AnalogueOutcome[];
}

/** The predicted effect of a scenario on one instrument: a prediction with its interval, or neither. */
export interface ScenarioEffect {
  symbol: string;
  windowkey: string;
  intensity: number;
  kind: string;
  value: string;
  passedover: string;
  eventdays: number;
  reason: string;
  beta_bps: number | null;
  predicted_pct: number | null;
  predicted_lo_pct: number | null;
  predicted_hi_pct: number | null;
  zeroinside: boolean | null;
  adaptive_multiplier: number | null;
  adaptive_lo_pct: number | null;
  adaptive_hi_pct: number | null;
  asofutc: string | null;
}

export interface ScenarioAnswer {
  predicted: number;
  zeroinside: number;
  share_zeroinside: number | null;
  value: ScenarioEffect[];
}

/** How the forecasts of one window have done: all, of one kind of event, or of one month. */
export interface TrackRecord {
  windowkey: string;
  group: 'all' | 'kind' | 'month';
  value: string;
  forecasts: number;
  eventdays: number;
  coverage: number | null;
  coverage_lo: number | null;
  coverage_hi: number | null;
  coverage_adaptive: number | null;
  width_pct: number | null;
  width_adaptive_pct: number | null;
  crps_scenario_pct: number | null;
  crps_analogues_pct: number | null;
  crps_unconditional_pct: number | null;
  crps_skill: number | null;
  pit_histogram: number[];
}

/** The record of the locked forecasts, and apart from it that of the last replay. */
export interface TrackAnswer {
  head: string | null;
  startedutc: string | null;
  forecasts: number;
  outcomes: number;
  records: TrackRecord[];
  replayed: { replayedutc: string; from: string; to: string; events: number; records: TrackRecord[] } | null;
}

/** One step of the response of an instrument to tension. */
export interface ResponseStep {
  impulse: 'escalation' | 'easing' | 'index';
  day: number;
  response_bps: number;
  response_lo_bps: number;
  response_hi_bps: number;
  p: number;
  sessions: number;
  impulse_days: number;
}

export interface ResponseAnswer {
  symbol: string;
  returns: number;
  value: ResponseStep[];
}

/** The events that match a question, latest first; a continuation when there may be more. */
export interface FoundEvents {
  searched: number;
  continuation: string | null;
  value: TradeEvent[];
}

export interface Neighbours {
  previous: TradeEvent | null;
  next: TradeEvent | null;
}

export interface PriceAnswer {
  symbol: string;
  quote: string;
  value: PriceDay[];
}

export interface PriceDay {
  date: string;
  close: number;
}

export interface Explanation {
  symbol: string;
  windowkey: string;
  remark: string | null;
  steps: { number: number; title: string; text: string }[];
}

export interface FeedAnswer {
  value: { kind: string; name: string; silentdays: number; unanswered: boolean }[];
}

/** The window of the findings: the day of the news. */
export const dayZero = 'p0_p0';

/** The window of the overview and the lists: long enough to include reactions that are a day late. */
export const mainWindow = 'm1_p1';

export const isSignificant = (score: { q_event: number | null; status: string }): boolean =>
  score.status === 'final' && score.q_event !== null && score.q_event < 0.05;
