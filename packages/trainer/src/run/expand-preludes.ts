// A knowledge may need a stage of its own before the one it stands in: the run puts that stage there. Strategies know nothing of it.
import { type Choice, type Learner, type Maker, type Prelude, retortError, type Stage, type TeacherRef, type TermSpec } from '@retort/kernel';

export interface Expanded {
  /** To be run first, in this order. */
  readonly preludes: readonly Stage[];
  /** The stage itself, without the terms that have done their work. */
  readonly stage: Stage;
  /** What has had its prelude once `stage` has run: slot and term. */
  readonly seen: ReadonlySet<string>;
}

/**
 * One stage `<stage>-prelude-<term>` for each term whose knowledge asks for it and has not had it in this arm: its learner alone,
 * that term alone, on the same samples with the same optimizer, for the epochs of the prelude. What trains the student counts as much
 * as the term does; what makes modules ready is a loss of another kind, and counts 1. Where the stage has
 * several learners, the name is `<stage>-prelude-<learner>-<term>`. Callbacks are left out: they judge by metrics that a prelude
 * does not train for.
 *
 * @param seen - of the stages before.
 * @throws KD_E_RUN_PRELUDE where the teacher is another learner, the learner itself or a shadow of the same stage.
 */
export function expandPreludes(stage: Stage, maker: Maker, seen: ReadonlySet<string> = new Set()): Expanded {
  const after = new Set(seen);
  const preludes: Stage[] = [];
  const learners = stage.learners.map((learner): Learner => {
    const terms = learner.objective.terms.filter((term) => {
      const where = `term "${termName(term)}" of learner "${learner.name}" in stage "${stage.name}"`;
      const { prelude } = maker.make('knowledge', term.knowledge, where);
      if (prelude === undefined) return true;
      const key = `${learner.student.slot}:${termName(term)}`;
      if (!after.has(key)) preludes.push(preludeOf(stage, learner, term, prelude, where));
      after.add(key);
      return prelude.stays;
    });
    return terms.length === learner.objective.terms.length ? learner : { ...learner, objective: { ...learner.objective, terms } };
  });
  return { preludes, stage: { ...stage, learners }, seen: after };
}

function preludeOf(stage: Stage, learner: Learner, term: TermSpec, { epochs, trains }: Prelude, where: string): Stage {
  const { name, student, teacher, pace, frozen } = learner;
  const together = companion(teacher, stage);
  if (together !== undefined) throw retortError('KD_E_RUN_PRELUDE', { what: where, expected: 'a teacher that is there before the stage', received: together });
  const alone: Learner = {
    name,
    student,
    ...(teacher === undefined ? {} : { teacher }),
    objective: { task: 0, terms: [{ ...term, ...(trains === 'modules' ? { weight: 1 } : {}), phase: 'prelude' }] },
    ...(pace === undefined ? {} : { pace }),
    ...(trains === 'modules' || frozen === true ? { frozen: true } : {}),
  };
  return {
    name: `${stage.name}-prelude-${stage.learners.length === 1 ? '' : `${name}-`}${termName(term)}`,
    learners: [alone],
    view: stage.view,
    training: { ...stage.training, epochs, callbacks: [] },
    ...(stage.select === undefined ? {} : { select: stage.select }),
  };
}

export function termName({ name, knowledge }: TermSpec): string {
  return name ?? idOf(knowledge);
}

const idOf = (choice: Choice): string => (typeof choice === 'string' ? choice : choice.id);

/** Who of a teacher is only there while the stage runs, for people. */
function companion(teacher: TeacherRef | undefined, stage: Stage): string | undefined {
  switch (teacher?.kind) {
    case 'peer':
      return `the learner "${teacher.learner}"`;
    case 'self':
      return 'the learner itself';
    case 'slot':
      return stage.shadows?.some(({ slot }) => slot === teacher.slot) ? `the shadow "${teacher.slot}"` : undefined;
    case 'committee':
      return Object.values(teacher.members)
        .map((member) => companion(member, stage))
        .find((found) => found !== undefined);
    default:
      return undefined;
  }
}
