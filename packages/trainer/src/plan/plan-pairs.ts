// Resolves where a term reads: the mapping's taps, what it makes of them where it attends, and a connector for each comparison.
import { type Choice, retortError, type Shape, type TapPair, type Tapped, type TapShapes } from '@retort/kernel';
import { located } from './located.ts';
import type { PlannedPair, PlannedTerm } from './plan.ts';
import type { TermContext } from './plan-term.ts';

export interface PairSpec {
  readonly mapping: Choice;
  readonly connector: Choice;
}

export function planPairs(spec: PairSpec, prefix: string, where: string, context: TermContext): Pick<PlannedTerm, 'taps' | 'attend' | 'pairs'> {
  const { maker, student, teacher, random, owned, batch } = context;
  const { taps, mapping } = mappedTaps(spec.mapping, where, context);
  const shapes = { student: taps.map((pair) => student.shapeOf(pair.student)), teacher: taps.map((pair) => teacher.shapeOf(pair.teacher)) };
  const attend = located(`mapping of ${where}`, () => mapping.build?.({ pairs: taps, ...shapes, batch, random: random.child(`${prefix}/mapping`) }));
  if (attend !== undefined) owned.push(attend);
  const compared =
    attend === undefined
      ? taps.map((pair, index) => ({ ...pair, shapes: { student: shapes.student[index]!, teacher: shapes.teacher[index]! } }))
      : attend.joined.map(({ label, ...joined }) => ({ student: label, teacher: label, shapes: joined }));
  const connector = maker.make('connector', spec.connector, `connector of ${where}`);
  const pairs = compared.map(
    (pair, index): PlannedPair =>
      located(`${where}, student "${pair.student}", teacher "${pair.teacher}"`, () => {
        const built = connector.build({ ...pair.shapes, random: random.child(`${prefix}/connector-${index}`) });
        owned.push(built);
        return {
          student: pair.student,
          teacher: pair.teacher,
          studentShape: pair.shapes.student,
          teacherShape: pair.shapes.teacher,
          connectorId: built.chosen ?? (typeof spec.connector === 'string' ? spec.connector : spec.connector.id),
          connector: built,
        };
      }),
  );
  return { taps, attend, pairs };
}

/** The taps that a mapping chooses. @throws KD_E_PLAN_NO_PAIRS, KD_E_TAP_UNKNOWN */
export function mappedTaps(choice: Choice, where: string, { maker, student, teacher }: Pick<TermContext, 'maker' | 'student' | 'teacher'>) {
  const mapping = maker.make('mapping', choice, `mapping of ${where}`);
  const taps = located(where, () =>
    mapping.pairs({ student: tapShapes(student), teacher: tapShapes(teacher), layers: { student: student.layers, teacher: teacher.layers } }),
  );
  if (taps.length === 0) throw retortError('KD_E_PLAN_NO_PAIRS', { what: `the mapping of ${where}`, expected: 'at least one pair of taps', received: 'none' });
  return { mapping, taps: taps as readonly TapPair[] };
}

function tapShapes(model: Pick<Tapped, 'taps' | 'shapeOf'>): TapShapes {
  return new Map<string, Shape>(model.taps.map((tap) => [tap, model.shapeOf(tap)]));
}
