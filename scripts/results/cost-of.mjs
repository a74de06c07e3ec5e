// What a step of a method costs beside a step of plain kd: time in turns on the same samples, and memory.
import { engine, memory } from '@retort/tensor';
import { clockAt, takeStep } from '@retort/trainer';

const WARM = 2;
/** Smaller than any weight: the steps are taken to be timed. */
const RATE = 1e-9;

/** `{ time, variables, peak }`: the ratio of the times, and bytes more than kd: kept from step to step, and at the step's peak. */
export async function costOf(laboratory, { plan, plain, rounds }) {
  const sides = [plan, plain].map((one) => ({ plan: one, batches: batchesOf(laboratory, one)[Symbol.asyncIterator](), times: [] }));
  for (let round = -WARM; round < rounds; round++) {
    // In turns, and each goes first every other time.
    for (const { plan: one, batches, times } of round % 2 === 0 ? sides : sides.toReversed()) {
      const { value: batch } = await batches.next();
      const ms = await timed(one, batch);
      if (round >= 0) times.push(ms);
    }
  }
  for (const { batches } of sides) await batches.return();
  const [time, plainTime] = sides.map(({ times }) => lowerQuartile(times));
  return {
    time: time / plainTime,
    variables: bytesOf(plan) - bytesOf(plain),
    peak: (await peakOf(laboratory, plan)) - (await peakOf(laboratory, plain)),
  };
}

/** As its own training makes them. */
function batchesOf(laboratory, { stage }) {
  return laboratory.loader({ training: stage.training }).epoch(0);
}

/** Processor time, microseconds: what else the machine does is not in it. */
async function timed(plan, batch) {
  const started = process.cpuUsage();
  await takeStep(plan, { batch, clock: clockAt(0, 1, 1), rate: RATE, report: false });
  const { user, system } = process.cpuUsage(started);
  return user + system;
}

/** Bytes of tensors at the highest point of a step, above those before it. */
async function peakOf(laboratory, plan) {
  for await (const batch of batchesOf(laboratory, plan)) {
    const before = memory().numBytes;
    const { peakBytes } = await engine().profile(async () => {
      await takeStep(plan, { batch, clock: clockAt(0, 1, 1), rate: RATE, report: false });
      return [];
    });
    return peakBytes - before;
  }
}

function bytesOf({ trainables, statistics, slots }) {
  const variables = [...Object.values(trainables), ...Object.values(statistics), ...Object.values(slots.slots)];
  return variables.reduce((total, { size }) => total + 4 * size, 0);
}

/** Steps that were not disturbed. */
function lowerQuartile(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 4)];
}
