/**
 * Where a text stands best in each state, and how far it may reach to either side, in the units of the map: the centres of
 * the largest ellipses that fit into the outlines, three quarters as high as they are wide.
 */
const MIDDLES: Record<string, readonly [x: number, y: number, reach: number]> = {
  BW: [194, 682, 72],
  BY: [387, 644, 94],
  BE: [478, 274, 16],
  BB: [512, 327, 52],
  HB: [187, 213, 8],
  HH: [260, 167, 12],
  HE: [206, 468, 58],
  NI: [242, 240, 72],
  MV: [432, 139, 68],
  NW: [107, 385, 86],
  RP: [81, 533, 50],
  SL: [67, 587, 24],
  SN: [477, 425, 48],
  ST: [365, 343, 54],
  SH: [265, 106, 54],
  TH: [319, 447, 54],
};

/** Half as wide as a digit is, and what has to be free beside them. */
const HALF_DIGIT = 7;
const MARGIN = 3;

/** The place for a text in a state, if it fits. */
export function roomFor(code: string, text: string): { x: number; y: number } | null {
  const [x, y, reach] = MIDDLES[code] ?? [0, 0, 0];
  return text.length * HALF_DIGIT + MARGIN <= reach ? { x, y } : null;
}
