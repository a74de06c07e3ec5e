// What every mapping must do: choose, from what both sides offer, pairs that exist, and always the same ones; and where it attends, join
// them as it promises.
import { deepEqual, equal, ok } from 'node:assert/strict';
import type { Contribution, Shape, TapShapes } from '@retort/kernel';
import { makerOf } from '../maker-of.ts';
import { group, type Runner } from '../runner.ts';
import { type AttendingOptions, attendingChecks } from './attending-checks.ts';
import { definitionChecks } from './definition-checks.ts';

type Taps = Readonly<Record<string, Shape>>;

export interface MappingContractOptions extends Runner, AttendingOptions {
  /** Whether it says what is compared in each step: `build`. False when absent. */
  readonly attends?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  /** Taps in the order of the network, with shapes; a small convnet and a larger one when absent. */
  readonly student?: Taps;
  readonly teacher?: Taps;
}

const STUDENT: Taps = { logits: [10], block1: [8, 8, 4], block2: [4, 4, 8], features: [8] };
const TEACHER: Taps = { logits: [10], block1: [8, 8, 8], block2: [8, 8, 16], block3: [4, 4, 16], features: [16] };

/** Registers the suite. */
export function mappingContract(contribution: Contribution<'mapping'>, contract: MappingContractOptions): void {
  const { test, options = {} } = contract;
  const maker = makerOf([contribution]);
  const make = () => maker.make('mapping', { ...options, id: contribution.id });
  const pairsOf = (student: TapShapes, teacher: TapShapes) => make().pairs({ student, teacher });
  const sides = () => [tapsOf(contract.student ?? STUDENT), tapsOf(contract.teacher ?? TEACHER)] as const;

  group(contract, `mapping contract: ${contribution.id}`, () => {
    definitionChecks(contribution, 'mapping', contract);

    test('chooses at least one pair, of taps that exist, each once', () => {
      const [student, teacher] = sides();
      const pairs = pairsOf(student, teacher);
      ok(pairs.length > 0, 'expected at least one pair');
      for (const pair of pairs) {
        ok(student.has(pair.student), `the student has no tap "${pair.student}"`);
        ok(teacher.has(pair.teacher), `the teacher has no tap "${pair.teacher}"`);
      }
      deepEqual(new Set(pairs.map((pair) => JSON.stringify([pair.student, pair.teacher]))).size, pairs.length, 'a pair twice');
    });

    test('chooses the same pairs again, and changes neither side', () => {
      const [student, teacher] = sides();
      deepEqual(pairsOf(student, teacher), pairsOf(student, teacher));
      deepEqual([student, teacher], [...sides()]);
    });

    test(contract.attends === true ? 'attends' : 'does not attend', () => equal(make().build !== undefined, contract.attends ?? false));
    if (contract.attends === true) attendingChecks(make, sides, contract);
  });
}

function tapsOf(taps: Taps): TapShapes {
  return new Map(Object.entries(taps));
}
