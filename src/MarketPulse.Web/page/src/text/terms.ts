// What each number means, in one sentence, shown where its name stands. The full definitions are in docs/methods.md.

export const terms = {
  'Adjusted score': 'From -100 to 100: the sign of the abnormal return times how surely it is not chance, by a test that holds in calm and in stormy months. A quiet day averages 50 in size, so only values near 100 say something.',
  'CAR': 'Cumulative abnormal return in percent: what the instrument did over the window beyond what its benchmark explains.',
  'CAR interval': 'The 95% interval of the cumulative abnormal return, in percent.',
  'Raw return': 'The instrument’s own return over the window, in percent.',
  'Benchmark return': 'The benchmark’s return over the window, in percent. An effect that hits the whole market is visible only here.',
  'Detectable': 'mde80: the smallest move, in percent, that this test would have seen four times in five. A smaller effect can hide behind “not significant”.',
  'q': 'Chance-corrected p-value over all instruments of this event and window (Benjamini and Hochberg). Marks of significance key on q < 0.05.',
  'Overlaps': 'Other events of the same links whose day 0 lies inside the window: their effects cannot be told apart.',
  'Status': 'Final: the window is complete. Provisional: scored on the bars so far. Not scored: the reason says why.',
  'Day 0': 'The first session of the instrument’s venue that could react to the news.',
  'Volume score': 'From -100 to 100: trading volume in the window against quiet windows before.',
  'Overall score': 'From 0 to 100, unsigned: the strongest of return, volume and volatility, corrected for looking at several.',
  'Intensity': 'Strength of the event from 0 to 100: the kind of measure, scaled by rate, breadth and certainty. Not signed.',
  'Stance': 'Which way the event moves trade tension: escalation, de-escalation, mixed or neutral.',
  'Novelty': 'Share of what is new against the events of the days before, from 0 to 1.',
  'Link': 'How the event touches the instrument: direct (its topics or actors), market, or none.',
  'Gross index': 'Share of articles about trade tension, per feed in units of its own variation, 100 on average over each feed’s first year.',
  'Regime': 'Calm, tense or acute: the 30-day mean of the index against all past days.',
  'Tension beta': 'Basis points of abnormal return per point of signed intensity, estimated by calendar time. Negative: the instrument falls when tension rises.',
  'Shrunk beta': 'The tension beta drawn towards the mean of its asset class, by as much as its own noise warrants, with its 95% interval.',
  'Escalation mean': 'Mean cumulative abnormal return on days when tension rose, in percent, with its 95% interval.',
  'De-escalation mean': 'Mean cumulative abnormal return on days when tension eased, in percent, with its 95% interval.',
  'Spread': 'Mean of escalation days less mean of de-escalation days, in percent, with its 95% interval.',
  'Hit rate': 'Share of days on which escalation came with a fall or de-escalation with a rise.',
  'Placebo p': 'Share of random dates with a reaction at least as strong.',
  'Band': 'Where 95% of paths would lie without any effect.',
} as const;

export type Term = keyof typeof terms;
