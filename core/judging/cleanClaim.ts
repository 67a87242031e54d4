const MOST = 800;
/** Fewer words than this say nothing that could be judged. */
const LEAST_WORDS = 4;

/** Letters nobody sees: controls, zero-width, bidi marks, tags, private use. */
const INVISIBLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFE00-\uFE0F\uFEFF\uE000-\uF8FF]|[\u{E0000}-\u{E0FFF}]/gu;

/** Sentences that speak to the judge, or lend themselves weight: somebody tries to steer the verdict. */
const STEERING: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget|override)\b.{0,60}\b(?:instruction|rubric|prompt|above|previous|rule)/i,
  /\b(?:answer|reply|respond|output|say|vote|mark|score|rate|grade)\b.{0,40}\b(?:yes|valid|accept|correct|critical|maximum|highest|full)\b/i,
  /\b(?:you are|you must|your task|as an ai|system prompt|the judge|the juror|the reviewer|the evaluator|the grader)\b/i,
  /\b(?:senior|lead|certified|renowned|professional)\b.{0,40}\b(?:auditor|audit|researcher|engineer)/i,
  /\b(?:confirmed|verified|approved|accepted|acknowledged|endorsed)\b.{0,30}\bby\b.{0,40}\b(?:auditor|firm|team|expert|researcher|judge)/i,
  /\b(?:this|the) (?:finding|report|issue|answer|claim) is (?:clearly |definitely |certainly )?(?:valid|correct|true|confirmed|accepted)/i,
];

/** Sentences without content: the claimant's own grades, and phrases that only start a thought. */
const EMPTY: readonly RegExp[] = [
  /\bconfidence\b|\bseverity\b|\b(?:100|99) ?%/i,
  /^\s*(?:thought process|solution|analysis|reasoning|final answer|verdict)\b\W*$/i,
  /\blet'?s (?:think|solve|go)\b.{0,40}$/i,
];

export interface CleanClaim {
  readonly claim: string;
  /** A sentence tried to steer the judge: the item goes to experts, whatever its verdict. */
  readonly steering: boolean;
}

/** Claimant's prose for a judge: no instructions, titles or grades, no sentence twice, capped. */
export function cleanClaim(text: string): CleanClaim {
  const seen = new Set<string>();
  const sentences = text
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/<[^<>\n]{0,60}>|\[\/?[A-Z_]{3,20}\]|`{3,}/g, ' ')
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim());
  const steering = sentences.some((sentence) => STEERING.some((one) => one.test(sentence)));
  const kept = sentences.filter((sentence) => {
    const key = sentence.toLowerCase();
    const dull = sentence === '' || seen.has(key);
    seen.add(key);
    return !dull && ![...STEERING, ...EMPTY].some((one) => one.test(sentence));
  });
  return { claim: kept.join(' ').slice(0, MOST), steering };
}

/** Whether nothing is left that could be judged: such a claim is refused before any model reads it. */
export function isNullClaim(cleaned: string): boolean {
  const words = new Set(cleaned.toLowerCase().match(/[a-z_]{3,}/g) ?? []);
  return words.size < LEAST_WORDS;
}
