// What a learner hears of its teacher at one step: one trace, or that of a committee with the members' voices beside it. Inside
// the tape; everything here is a constant to it.
import type { Batch, Feeds, Tensor, Tensor1D, Tensor2D, Trace } from '@retort/kernel';
import { detach, mul } from '@retort/tensor';
import type { PlannedCommittee, PlannedTeacher } from '../plan/plan.ts';
import { columns, fromColumns, mergeLogits } from '../teacher/merge-logits.ts';

export interface Answer extends Trace {
  /** Of a committee: who says what, and how much it counts. */
  readonly voices?: Voices;
}

export interface Voices {
  /** `[B, C]` each. */
  readonly logits: readonly Tensor2D[];
  /** `[K]` or `[B, K]`. */
  readonly weights: Tensor;
  /** Whether a response is computed against each of them; else against the merged answer. */
  readonly apart: boolean;
}

export interface Hearing {
  /** Traces of the fixed teachers, by their place in the plan. */
  readonly observed: readonly Trace[];
  /** Traces of the learners of the stage, by name, as they are at this step. */
  readonly traces: ReadonlyMap<string, Trace>;
  readonly batch: Batch;
  readonly feeds: Feeds;
  readonly seed?: Tensor1D;
}

/** What the learner of that name hears of `teacher`. */
export function answerOf(teacher: PlannedTeacher, learner: string, hearing: Hearing): Answer {
  switch (teacher.kind) {
    case 'fixed':
      return hearing.observed[teacher.index]!;
    case 'peer':
      return constant(hearing.traces.get(teacher.learner)!);
    case 'self':
      return constant(hearing.traces.get(learner)!);
    case 'committee':
      return together(teacher, learner, hearing);
  }
}

/** A learner's trace is on the tape: detached, each learner gets exactly its own gradient. */
function constant({ logits, taps }: Trace): Trace {
  return { logits: detach(logits), taps: Object.fromEntries(Object.entries(taps).map(([name, tap]) => [name, detach(tap)])) };
}

function together({ names, members, merge }: PlannedCommittee, learner: string, hearing: Hearing): Answer {
  const answers = members.map((member) => answerOf(member, learner, hearing));
  const logits = answers.map((answer) => answer.logits);
  const { labels, targets, labelled } = hearing.batch;
  const weights = merge.weigh({
    members: logits,
    student: detach(hearing.traces.get(learner)!.logits),
    labels,
    targets,
    labelled,
    feeds: Object.fromEntries(Object.entries(merge.feeds).map(([local, name]) => [local, hearing.feeds[name]!])),
    ...(hearing.seed === undefined ? {} : { seed: hearing.seed }),
  });
  const taps = answers.flatMap((answer, k) => [
    [`${names[k]}/logits`, answer.logits] as const,
    ...Object.entries(answer.taps).map(([tap, value]) => [`${names[k]}/${tap}`, value] as const),
  ]);
  return { logits: mergeLogits(logits, weights, merge), taps: Object.fromEntries(taps), voices: voicesOf(answers, weights, merge.apart) };
}

/** Heard apart, a committee within a committee is its members, each as much as both say; their order is that of `voiceNames`. */
function voicesOf(answers: readonly Answer[], weights: Tensor, apart: boolean): Voices {
  if (!apart || answers.every(({ voices }) => voices?.apart !== true)) return { logits: answers.map(({ logits }) => logits), weights, apart };
  const outer = columns(weights);
  const heard = answers.flatMap(({ logits, voices }, k) => {
    if (voices?.apart !== true) return [{ logits, weight: outer[k]! }];
    return columns(voices.weights).map((inner, j) => ({ logits: voices.logits[j]!, weight: mul<Tensor2D>(outer[k]!, inner) }));
  });
  return { logits: heard.map(({ logits }) => logits), weights: fromColumns(heard.map(({ weight }) => weight)), apart };
}
