// What a knowledge must do with sample weights: honour them where it says so, and leave them unread where it does not.
import { deepEqual } from 'node:assert/strict';
import { expectClose } from '../../close.ts';
import { finiteDifference } from '../../finite-difference.ts';
import type { Runner } from '../../runner.ts';
import { type HostCase, takeSamples } from './host-case.ts';
import type { Probe } from './probe.ts';

export interface WeightChecks extends Runner {
  readonly weighs: () => boolean;
  /** Whether a sample's loss depends on the other samples of its batch. */
  readonly couples: boolean;
  readonly differenceTolerance: number;
  /** Three samples. */
  readonly tiny: () => HostCase;
  readonly probe: (one: HostCase) => Promise<Probe>;
}

const UNEVEN = [2, 0, 0.5];
const SAMPLES = [0, 1, 2];

export function weightChecks({ test, weighs, couples, differenceTolerance, tiny, probe }: WeightChecks): void {
  const weighted = (weights: readonly number[]) => probe({ ...tiny(), weights });
  const only = (sample: number, weight: number) => SAMPLES.map((other) => (other === sample ? weight : 0));

  test('honours sample weights where it says so, each sample times its weight; else it reads none', async () => {
    if (!weighs()) {
      deepEqual(await weighted(UNEVEN), await probe(tiny()));
      return;
    }
    const [plain, even, uneven] = [await probe(tiny()), await weighted([1, 1, 1]), await weighted(UNEVEN)];
    expectClose([even.loss], [plain.loss], 1e-5, 'the loss with weights of 1');
    plain.student.forEach((gradient, index) => {
      expectClose(even.student[index]!, gradient!, 1e-4, `the gradient of student tensor ${index} with weights of 1`);
    });
    const shares: number[] = [];
    for (const sample of SAMPLES) shares.push((await weighted(only(sample, 1))).loss);
    const scale = Math.max(...shares.map(Math.abs));
    expectClose([shares.reduce((sum, share) => sum + share, 0)], [plain.loss], 1e-4, 'the losses of single samples, added', scale);
    expectClose([uneven.loss], [UNEVEN.reduce((sum, weight, sample) => sum + weight * shares[sample]!, 0)], 1e-4, 'the loss', scale);
    expectClose(uneven.weights ?? [], shares, 1e-4, 'the gradient of the weights', scale);
    if (couples) return;
    for (const sample of SAMPLES) {
      const [among, alone] = [await weighted(only(sample, SAMPLES.length)), await probe(takeSamples(tiny(), [sample]))];
      expectClose([among.loss], [alone.loss], 1e-4, `the loss of sample ${sample} alone`, scale);
    }
    plain.student.forEach((gradient, index) => {
      const expected = gradient!.map((value, at) => value * UNEVEN[Math.floor((at * SAMPLES.length) / gradient!.length)]!);
      expectClose(uneven.student[index]!, expected, 1e-4, `the gradient of student tensor ${index}`);
    });
  });

  // Where samples do not touch each other, the weighted gradient is known from the plain one, which is compared with differences.
  if (couples)
    test('its gradient with sample weights is that of finite differences', async () => {
      const one = { ...tiny(), weights: UNEVEN };
      const { student } = await probe(one);
      for (const [index, { shape, data }] of one.student.entries()) {
        const at = (moved: Float32Array) => ({ ...one, student: one.student.map((other, place) => (place === index ? { shape, data: moved } : other)) });
        const expected = await finiteDifference(async (moved) => (await probe(at(moved))).loss, data);
        expectClose(student[index]!, expected, differenceTolerance, `the gradient of student tensor ${index}`);
      }
    });
}
