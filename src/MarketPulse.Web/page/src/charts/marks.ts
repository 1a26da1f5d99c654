// The mark of a stance: a shape as well as a colour, so that it does not depend on colour alone.

import { svg } from '../dom';
import type { Stance } from '../rows';

/** Outline of the mark, centred on 0,0, about ten units wide. */
const outlines: Readonly<Record<Stance, string>> = {
  escalation: 'M0 -5.5 L5.5 4.5 L-5.5 4.5 Z',
  deescalation: 'M0 5.5 L5.5 -4.5 L-5.5 -4.5 Z',
  mixed: 'M0 -6 L6 0 L0 6 L-6 0 Z',
  neutral: 'M-4 -4 H4 V4 H-4 Z',
};

export function markPath(stance: Stance): Path2D {
  return new Path2D(outlines[stance]);
}

export function stanceMark(stance: Stance): SVGElement {
  return svg(
    'svg',
    { class: `mark ${stance}`, viewBox: '-7 -7 14 14', width: 14, height: 14, 'aria-hidden': 'true' },
    svg('path', { d: outlines[stance] }),
  );
}
