import { auditScore } from '../../core/judging/auditScore.ts';
import { claimBond } from '../../core/judging/claimBond.ts';
import { leastLabelProbability, type ValueClass } from '../../core/judging/labelDraw.ts';
import { mergeBins } from '../../core/judging/mergeBins.ts';
import { noRevealPenalty } from '../../core/judging/noRevealPenalty.ts';
import { payScale, type PayScale } from '../../core/judging/payScale.ts';
import { settleEpoch } from '../../core/judging/settleEpoch.ts';
import { sigmoid } from '../../core/judging/sigmoid.ts';
import { PPM } from '../../core/judging/units.ts';
import { judgeFinding, type Court, type Judged, type Seat } from './judgeFinding.ts';
import { createOutcome, type Outcome } from './outcome.ts';
import { createRandom } from './random.ts';
import { createRecords, type Records } from './records.ts';
import { rule, type Ruling } from './rule.ts';
import { BRIBE, type Strategy } from './strategies.ts';
import { addTo } from './tally.ts';
import { drawAccuracies, drawFinding, isMine, type Finding, type World } from './world.ts';

/** Wei that judging one finding honestly costs: the unit of every figure that comes out. */
const COST = 10n ** 15n;
const COST_NUMBER = Number(COST);
const CLASSES = ['low', 'high'] as const;

interface ScoredPlace {
  readonly seat: Seat;
  readonly finding: Finding;
  readonly score: number;
  readonly clusterSeats: number;
  readonly bribe: number;
}

interface Run {
  readonly court: Court & { readonly records: Records };
  readonly outcome: Outcome;
  readonly measured: boolean;
  /** Seats awaiting settlement by class and bin. */
  readonly waiting: Record<ValueClass, [ScoredPlace[], ScoredPlace[], ScoredPlace[]]>;
  readonly scales: Readonly<Record<ValueClass, PayScale>>;
}

interface Decided {
  readonly judged: Judged;
  readonly ruling: Ruling;
}

/** Plays the rule of core/judging for some epochs. */
export function simulate(world: World, strategy: Strategy): Outcome {
  const random = createRandom(world.seed);
  const records = createRecords();
  const accuracies = drawAccuracies(world, random);
  const outcome = createOutcome();
  const scales = {
    low: payScale(COST, toWei(world.values.low)),
    high: payScale(COST, toWei(world.values.high)),
  };
  for (let epoch = 0; epoch < world.epochs; epoch += 1) {
    const court = { world, strategy, records, accuracies, random, epoch };
    const waiting: Run['waiting'] = { low: [[], [], []], high: [[], [], []] };
    const run = { court, outcome, measured: epoch >= world.warmUp, waiting, scales };
    for (let i = 0; i < world.findingsPerEpoch; i += 1) playFinding(run);
    for (const valueClass of CLASSES) settleClass(run, valueClass);
    records.endEpoch();
  }
  return outcome;
}

function playFinding(run: Run): void {
  const { world, strategy, random, epoch, records } = run.court;
  const { claims, rivals = 0 } = strategy;
  const finding = drawFinding(world, random, { claims, epoch, rivals });
  const judged = judgeFinding(run.court, finding, records.opening(finding));
  const value = valueOf(world, finding);
  const decided = { judged, ruling: rule(run.court, finding, { panel: judged.panel, value }) };
  noteLabel(records, finding, decided);
  enqueue(run, finding, decided);
  if (run.measured) count(run, finding, decided);
}

function noteLabel(records: Records, finding: Finding, { judged, ruling }: Decided): void {
  const { source } = ruling;
  if (source.kind === 'undrawn') return;
  const probability = source.kind === 'drawn' ? source.probability : PPM;
  records.noteFinding(finding, judged.stages, { valid: source.label, probability });
  for (const { juror, vote, revealed } of judged.seats) {
    if (revealed) records.noteVote(juror, vote, source.label);
  }
}

/** Scores the revealed seats; takes the penalty of the others at once. */
function enqueue(run: Run, finding: Finding, { judged, ruling }: Decided): void {
  const { strategy, records } = run.court;
  const { valueClass } = finding;
  const members = judged.seats.filter(({ inGroup }) => inGroup).length;
  for (const seat of judged.seats) {
    if (!seat.revealed) {
      const lost = noRevealPenalty(run.scales[valueClass].slope, leastLabelProbability(valueClass));
      if (run.measured) addTo(run.outcome.group, -Number(lost) / COST_NUMBER - seat.cost);
      continue;
    }
    const vote = {
      vote: seat.vote,
      truthShare: records.prior(finding, seat.bin),
      othersLogOdds: judged.panel.logOdds - seat.evidence,
    };
    run.waiting[valueClass][seat.bin].push({
      seat,
      finding,
      score: auditScore(vote, ruling.source),
      clusterSeats: seat.inGroup && strategy.detected ? members : 1,
      bribe: bribeOf(strategy, { finding, seat, verdict: ruling.verdict }),
    });
  }
}

function bribeOf(
  { takesBribes }: Strategy,
  { finding, seat, verdict }: { finding: Finding; seat: Seat; verdict: boolean },
): number {
  const paid = takesBribes === true && seat.inGroup && finding.bribed && verdict !== seat.vote;
  return paid ? BRIBE : 0;
}

function settleClass(
  { waiting, scales, outcome, measured, court }: Run,
  valueClass: ValueClass,
): void {
  const scale = scales[valueClass];
  for (const places of mergeBins(waiting[valueClass])) {
    const { pays, dust } = settleEpoch(places, scale);
    outcome.settlements += 1;
    if (!isExact({ places, scale, pays, dust })) outcome.inexact += 1;
    if (!measured) continue;
    places.forEach(({ seat, finding, bribe }, i) => {
      const profit = Number(pays[i] ?? 0n) / COST_NUMBER - seat.cost + bribe;
      addTo(seat.inGroup ? outcome.group : outcome.honest, profit);
      const target = court.strategy.takesBribes === true ? finding.bribed : finding.wanted !== null;
      if (seat.inGroup && target) addTo(outcome.onTarget, profit);
    });
  }
}

function isExact(settled: {
  readonly places: readonly ScoredPlace[];
  readonly scale: PayScale;
  readonly pays: readonly bigint[];
  readonly dust: bigint;
}): boolean {
  const { places, scale, pays, dust } = settled;
  const wages = places.reduce((sum, one) => sum + scale.wage / BigInt(one.clusterSeats), 0n);
  const paid = pays.reduce((sum, pay) => sum + pay, 0n);
  return paid === wages - dust && dust >= 0n && dust < BigInt(places.length);
}

function count({ outcome, court }: Run, finding: Finding, { judged, ruling }: Decided): void {
  const calls = judged.seats.length;
  if (finding.source !== 'proof') outcome.calls += calls;
  if (finding.source === 'real') {
    outcome.plain += 1;
    outcome.wrong += ruling.verdict === finding.truth ? 0 : 1;
    const miss = sigmoid(judged.panel.logOdds) / PPM - (finding.truth ? 1 : 0);
    outcome.brier += miss * miss;
    outcome.readings += ruling.readings;
    outcome.appealReadings += ruling.appealReadings;
    outcome.loads.push([calls, ruling.readings - ruling.appealReadings]);
  }
  countMoney(outcome, finding, { ruling, value: valueOf(court.world, finding) });
}

function countMoney(
  outcome: Outcome,
  finding: Finding,
  { ruling, value }: { readonly ruling: Ruling; readonly value: bigint },
): void {
  const won = ruling.verdict ? Number(value) / COST_NUMBER : 0;
  const lost = ruling.verdict ? 0 : Number(claimBond(value, COST)) / COST_NUMBER;
  outcome.groupReadings += ruling.groupReadings;
  outcome.otherReadings += ruling.readings - ruling.groupReadings;
  if (isMine(finding)) {
    outcome.won += won;
    outcome.bondsLost += lost;
  } else if (finding.source !== 'planted') outcome.strangersNet += won - lost;
  if (finding.wanted === null) return;
  outcome.targets += 1;
  outcome.expertGains += Number(ruling.groupPay) / COST_NUMBER;
  if (ruling.verdict === finding.wanted && finding.truth !== finding.wanted) outcome.flips += 1;
}

function valueOf({ values }: World, { valueClass }: Finding): bigint {
  return toWei(values[valueClass]);
}

function toWei(costs: number): bigint {
  return (BigInt(Math.round(costs * 1_000)) * COST) / 1_000n;
}
