// What a stage is trained on: the samples of its view, less those that its quiz asks, less those that are not selected.
import { type DataParts, holdOut } from '@retort/data';
import { type RandomStream, retortError, type Samples, type Stage, type Teacher } from '@retort/kernel';
import { answers } from '../evaluate/predict.ts';
import { first } from './rehearsal.ts';
import { selectedSize, selectSamples } from './select-samples.ts';

export interface TrainingSamples {
  readonly samples: Samples;
  /** Where the stage holds a quiz. */
  readonly questions?: Samples;
}

interface View {
  readonly stage: Stage;
  readonly data: DataParts;
  readonly random: RandomStream;
}

/** @param selector - who selects, where the stage does not take all. @param rehearsal - one batch only. */
export async function trainingSamples(view: View, selector: Teacher | undefined, rehearsal: boolean): Promise<TrainingSamples> {
  const { select, training } = view.stage;
  const { samples, questions } = withoutQuestions(view);
  const asked = questions === undefined ? {} : { questions: rehearsal ? first(questions, training.batch) : questions };
  const seen = rehearsal ? first(samples, Math.ceil(training.batch / (select?.keep ?? 1))) : samples;
  const kept = selector === undefined || select === undefined ? seen : await selectSamples(seen, select, answers(selector), view.data);
  return { samples: rehearsal ? first(kept, training.batch) : kept, ...asked };
}

/** As many samples as will be selected, whichever: nobody can judge them yet. */
export function plannedSamples(view: View): TrainingSamples {
  const { samples, ...asked } = withoutQuestions(view);
  const { select } = view.stage;
  return { samples: select === undefined ? samples : first(samples, selectedSize(select, samples.size)), ...asked };
}

function withoutQuestions({ stage: { name, view, quiz }, data, random }: View): TrainingSamples {
  if (quiz === undefined) return { samples: data[view] };
  const { held, rest } = holdOut(data[view], quiz.samples, data.classes.length, random.child('quiz'));
  if (held === undefined)
    throw retortError('KD_E_PLAN_QUIZ', { what: `the quiz of stage "${name}"`, expected: `a view with labelled samples`, received: `"${view}" without any` });
  return { samples: rest, questions: held };
}
