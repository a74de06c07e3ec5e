// Schedules of the clock: learning rates, weights and temperatures all use these. Pure functions, so a resumed run needs no
// state. Endpoints: `from` at the first step, `to` reached at the end of the stage.
import { type Clock, defineSchedule } from '@retort/kernel';
import { z } from 'zod';

const warmUp = z.number().nonnegative().default(0).describe('epochs of linear growth from 0, before the schedule proper starts');

/** Linear growth over the first `epochs`, counted in steps from 1 so that the first step is not switched off. */
function warmed(clock: Clock, epochs: number, value: (progress: number) => number): number {
  const steps = Math.min(Math.round(epochs * clock.stepsPerEpoch), clock.steps);
  if (clock.step < steps) return (value(0) * (clock.step + 1)) / steps;
  const rest = clock.steps - steps;
  return value(rest <= 1 ? 0 : (clock.step - steps) / (rest - 1));
}

export const constant = defineSchedule({
  id: 'constant',
  summary: 'The same value at every step',
  options: z.strictObject({ value: z.number().describe('the value'), warmUp }),
  create: ({ value, warmUp }) => ({ at: (clock) => warmed(clock, warmUp, () => value) }),
});

export const linear = defineSchedule({
  id: 'linear',
  summary: 'A straight line over the stage',
  options: z.strictObject({ from: z.number(), to: z.number(), warmUp }),
  create: ({ from, to, warmUp }) => ({ at: (clock) => warmed(clock, warmUp, (progress) => from + (to - from) * progress) }),
});

export const cosine = defineSchedule({
  id: 'cosine',
  summary: 'Half a cosine over the stage (Loshchilov and Hutter 2017, without restarts)',
  options: z.strictObject({ from: z.number(), to: z.number().default(0), warmUp }),
  create: ({ from, to, warmUp }) => ({ at: (clock) => warmed(clock, warmUp, (progress) => to + ((from - to) * (1 + Math.cos(Math.PI * progress))) / 2) }),
});

export const step = defineSchedule({
  id: 'step',
  summary: 'Multiplied by a factor after each of the given epochs',
  options: z.strictObject({
    from: z.number(),
    factor: z.number().default(0.1),
    after: z.array(z.number().int().nonnegative()).min(1).describe('epochs after which the factor applies'),
    warmUp,
  }),
  create: ({ from, factor, after, warmUp }) => ({
    at: (clock) => warmed(clock, warmUp, () => from * factor ** after.filter((epoch) => clock.epoch >= epoch).length),
  }),
});

export const warmUpSchedule = defineSchedule({
  id: 'warm-up',
  summary: 'min(epoch / epochs, 1) times a value, epochs counted from 1 (as DKD and ReviewKD do)',
  options: z.strictObject({ to: z.number(), epochs: z.number().positive() }),
  create: ({ to, epochs }) => ({ at: (clock) => to * Math.min((clock.epoch + 1) / epochs, 1) }),
});

export const oneCycle = defineSchedule({
  id: 'one-cycle',
  summary: 'Up to a peak and down again by cosines (Smith and Topin 2018)',
  options: z.strictObject({
    peak: z.number(),
    start: z.number().positive().default(25).describe('the first value is peak / start'),
    end: z.number().positive().default(1e4).describe('the last value is peak / start / end'),
    rise: z.number().gt(0).lt(1).default(0.3).describe('share of the stage spent rising'),
  }),
  create({ peak, start, end, rise }) {
    const between = (a: number, b: number, share: number): number => b + ((a - b) * (1 + Math.cos(Math.PI * share))) / 2;
    const low = peak / start;
    return {
      at(clock) {
        const top = Math.max(1, rise * clock.steps - 1);
        const last = Math.max(top + 1, clock.steps - 1);
        return clock.step <= top ? between(low, peak, clock.step / top) : between(peak, low / end, (clock.step - top) / (last - top));
      },
    };
  },
});

export const sigmoidRamp = defineSchedule({
  id: 'sigmoid-ramp',
  summary: 'exp(-5 (1 - epoch / epochs)^2) times a value, then the value (Laine and Aila 2017; as ONE and Mean Teacher do)',
  options: z.strictObject({
    to: z.number().default(1).describe('the value that is reached'),
    epochs: z.number().positive().default(80).describe('epochs of growth, from 0.0067 of the value'),
  }),
  create: ({ to, epochs }) => ({ at: (clock) => to * Math.exp(-5 * (1 - Math.min(clock.epoch / epochs, 1)) ** 2) }),
});
