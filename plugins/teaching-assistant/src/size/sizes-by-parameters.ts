// Assistants sized by counting: the numbers of parameters, from the teacher's down to the student's, have one ratio.
import { type Choice, RetortError, retortError, type StrategyContext } from '@retort/kernel';
import { between, idOf } from './between.ts';

interface Sized {
  readonly model: Choice;
  readonly parameters: number;
}

/** The shares tried between the two networks: 1/32, 2/32, ... */
const PARTS = 32;

/**
 * `count` networks, the largest first. With `P_t` and `P_s` parameters of teacher and student, the k-th of n has about
 * `P_t^(1 - k/(n+1)) P_s^(k/(n+1))`: of all options between theirs that the family accepts, the nearest in the logarithm.
 *
 * @throws KD_E_STRATEGY_BETWEEN where the networks are of two families, or where not so many sizes lie between
 */
export async function sizesByParameters(context: StrategyContext, count: number, what: string): Promise<readonly Choice[]> {
  if (count === 0) return [];
  const { student, teacherModel, parameters } = context;
  const refuse = (expected: string, received: string) => retortError('KD_E_STRATEGY_BETWEEN', { what: `the assistants of ${what}`, expected, received });
  if (teacherModel === undefined) throw refuse('a teacher that is one network', 'another one');
  if (idOf(teacherModel) !== idOf(student)) throw refuse('teacher and student of one family', `"${idOf(teacherModel)}" and "${idOf(student)}"`);
  const [large, small] = [await parameters(teacherModel), await parameters(student)];
  if (large <= small) throw refuse('a teacher that is larger than the student', `${large} and ${small} parameters`);
  const sizes = (await sizesBetween(context, teacherModel)).filter(({ parameters: own }) => own < large && own > small);
  const chosen = Array.from({ length: count }, (_, index) => {
    const share = (index + 1) / (count + 1);
    const wanted = Math.log(large) * (1 - share) + Math.log(small) * share;
    const distance = (size: Sized): number => Math.abs(Math.log(size.parameters) - wanted);
    return sizes.reduce<Sized | undefined>((best, size) => (best === undefined || distance(size) < distance(best) ? size : best), undefined);
  });
  const found = new Set(chosen.flatMap((size) => size ?? []));
  if (found.size < count) throw refuse(`${count} sizes between ${small} and ${large} parameters`, `${found.size} in what their options allow`);
  return [...found].map(({ model }) => model);
}

/** Every different network between the two, with its parameters. What the family refuses (a depth it does not have) is left out. */
async function sizesBetween({ student, parameters }: StrategyContext, teacherModel: Choice): Promise<readonly Sized[]> {
  const models = new Map<string, Choice>();
  for (let part = 1; part < PARTS; part++) {
    const model = between(student, teacherModel, part / PARTS);
    models.set(JSON.stringify(model), model);
  }
  const sizes: Sized[] = [];
  for (const model of models.values()) {
    try {
      sizes.push({ model, parameters: await parameters(model) });
    } catch (error) {
      if (!RetortError.is(error, 'KD_E_OPTIONS_INVALID')) throw error;
    }
  }
  return sizes;
}
