/** One whole in parts per million: probabilities, shares and scores are integers in ppm. */
export const PPM = 1_000_000;

/** One nat in Q16 fixed point: log odds are integers, 65,536 a nat. */
export const NAT = 65_536;

/** One label in the units of counts, so that a decayed count keeps three decimals. */
export const LABEL = 1_000;
