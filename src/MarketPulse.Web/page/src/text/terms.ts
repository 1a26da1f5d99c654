// The meaning of each number in a sentence or two, shown as a tooltip. The full definitions are in docs/methods.md.

export const terms = {
  'Adjusted score':
    'From -100 to 100: the sign of the abnormal return times 100 (1 − p), by a test that is valid in calm and in volatile ' +
    'markets. On quiet days the score averages 50 in size, so only values near 100 mean something.',
  CAR: 'Cumulative abnormal return in percent: the return of the instrument over the window, less the return that its benchmark explains.',
  'CAR interval': 'The 95% interval of the cumulative abnormal return, in percent.',
  'Raw return': 'The instrument’s own return over the window, in percent.',
  'Market effect':
    'The benchmark’s return over the window less its own mean, in percent, with its score in brackets: what the event did to the whole ' +
    'market. The CAR is the effect relative to the market, so an effect on the whole market is visible only here.',
  Detectable:
    'mde80: the smallest move, in percent, that this test would have detected four times in five. “Not significant” does not ' +
    'rule out a smaller effect.',
  q:
    'The p-value corrected for testing all instruments of this event and window (Benjamini and Hochberg). Scores with q < 0.05 ' +
    'are marked as significant.',
  'Family q':
    'The p-value corrected for testing all instruments and both stances (Benjamini and Hochberg): the share of false findings to ' +
    'expect if everything up to this row is called found.',
  'Stale fixing':
    'The returns of this series follow the benchmark’s of the session before, so what shows on the day of the news partly belongs to ' +
    'the day before.',
  Robust: 'q is below 0.05, and the reaction passes every robustness check.',
  Suggestive: 'q is below 0.05, but the reaction fails at least one robustness check.',
  'Exact times': 'Only events count whose time is known to the minute: q must stay below 0.05.',
  'Mean-adjusted': 'Measured against the mean of the instrument’s own returns instead of the benchmark: q must stay below 0.05.',
  'Both halves': 'The mean must have the same sign in the first and in the second half of the event days.',
  'Every year': 'Without any one calendar year, q must stay below 0.05.',
  'Placebo days': 'The reaction must be stronger than on 95% of as many days drawn at random away from all events.',
  'Fresh prices': 'The returns of the series must not follow the benchmark’s of the session before.',
  Overlaps:
    'Other events linked to the instrument whose day 0 is inside the window, and scheduled releases inside it: their effects cannot be ' +
    'separated.',
  'Scheduled releases':
    'News whose time was known beforehand and that lies in the window, such as a statement of the FOMC. Its effect cannot be told from ' +
    'that of the event.',
  Status: 'Final: the window is complete. Provisional: scored on the bars available so far. Not scored: see the reason.',
  'Day 0': 'The first session of the instrument’s venue that could react to the news.',
  'Volume score': 'From -100 to 100: trading volume in the window compared with earlier quiet windows.',
  'Overall score': 'From 0 to 100, unsigned: the strongest of return, volume and volatility, corrected for multiple testing.',
  Intensity: 'Strength of the event from 0 to 100, unsigned: the kind of measure, scaled by rate, breadth and certainty.',
  Stance: 'Effect of the event on trade tension: escalation, de-escalation, mixed or neutral.',
  Novelty: 'How much of the event is new compared with events of the preceding days, from 0 to 1.',
  Link: 'How the event is linked to the instrument: direct (by topics or actors), market, or none.',
  'Gross index':
    'Share of articles about trade tension, scaled for each feed by its own variation; 100 is the average of each feed’s first year.',
  Regime: 'Calm, tense or acute: the 30-day mean of the index compared with all past days.',
  'Tension beta':
    'Basis points of abnormal return per point of signed intensity, estimated in calendar time. Negative: the instrument falls ' +
    'when tension rises.',
  'Clean beta':
    'The tension beta with the mean effect of each kind of scheduled release held constant, and its p. If it differs much from the ' +
    'tension beta, releases on days of events are part of that.',
  Response:
    'What one point of tension does to the return summed from its day to some sessions later, in basis points, with the tension of the ' +
    'five sessions before held constant (local projections).',
  'Shrunk beta': 'The tension beta shrunk towards the mean of its asset class, the more the noisier it is, with its 95% interval.',
  'Escalation mean': 'Mean cumulative abnormal return on days when tension rose, in percent, with its 95% interval.',
  'De-escalation mean': 'Mean cumulative abnormal return on days when tension eased, in percent, with its 95% interval.',
  Spread: 'Mean of escalation days minus mean of de-escalation days, in percent, with its 95% interval.',
  'Hit rate': 'Share of days with a fall on escalation or a rise on de-escalation.',
  'Placebo p': 'Share of random dates with a reaction at least as strong.',
  Distance:
    'Distance between two events, from 0 (identical in every term) to 1: the sum of six terms, each a weight times a difference ' +
    'from 0 to 1.',
  'Measures term': 'At most 0.25: the share of the measures of both events that they do not have in common.',
  'Actors term': 'At most 0.20: the share of the actors of both events that they do not have in common.',
  'Stance term': 'At most 0.20: the full weight for opposite directions, half when one of the events is mixed or neutral.',
  'Topics term': 'At most 0.15: the share of the topics of both events that they do not have in common.',
  'Certainty term': 'At most 0.10: the number of steps between the certainties of the two events, from denied to in force.',
  'Intensity term': 'At most 0.10: the difference in intensity, divided by 100.',
  Analogues:
    'The past events with the smallest distance to this one. Each is at least 21 days older, so that what followed it was known ' +
    'when this event occurred.',
  Median: 'Half of the analogues were followed by a smaller return, half by a larger one.',
  Quartiles: 'Half of the analogues lie between these two values.',
  'Share negative': 'Share of the analogues that were followed by a negative abnormal return.',
  'Prediction interval':
    'Contains the abnormal return of one such event in 95 of 100 cases: it includes the uncertainty of the beta and the ' +
    'ordinary variation of the instrument.',
  'Adaptive interval':
    'The prediction interval, wider or narrower by a factor that follows from how far past predictions of this window missed.',
  Coverage:
    'Share of the outcomes inside the 95% interval of their forecast: 95% if the intervals are right. Outcomes of one day move together, ' +
    'so count days, not forecasts.',
  CRPS:
    'Continuous ranked probability score, in percent: how far a forecast distribution was from the outcome. Smaller is better; for a ' +
    'single value it is the absolute error.',
  Skill:
    'By which share the mean CRPS of the scenarios is below that of all past events alike, over the forecasts that have both. Negative: ' +
    'the scenarios did worse than a forecast that knows nothing of the event.',
  PIT: 'Probability integral transform: the probability of a smaller outcome according to the forecast. Even if the forecasts are right.',
  'Head of the ledger':
    'The hash of the last locked forecast, which follows from all those before it. Note it where nobody can change it: ' +
    '`marketpulse track --check --head` then shows whether the ledger was rewritten.',
  'Zero inside': 'The interval includes zero: such an event could move the instrument either way.',
  'Rests on':
    'The events behind the beta: the most specific of the selected kinds with enough event days for this instrument, or else all events.',
  Band: 'Where 95% of paths would lie without any effect.',
} as const;

export type Term = keyof typeof terms;
