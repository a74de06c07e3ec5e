// A knowledge with a trained variable and a memory, and a callback that reads both when a stage begins and ends: what a term
// carries from one stage to the next.
import { defineFeatureKnowledge, type KnowledgeBuild, type Prelude, type Variable } from '@retort/kernel';
import { add, createVariable, fill, mean, mul, scalar, square, sub } from '@retort/tensor';
import { z } from 'zod';
import { lambdaCallback } from '../src/callback/lambda-callback.ts';

export interface Sight {
  readonly stage: string;
  readonly at: 'begin' | 'end';
  readonly phase: KnowledgeBuild['phase'];
  readonly scale: readonly number[];
  readonly count: number;
}

/** `mean((scale * student - teacher)^2)`; `count` steps of training. */
export function probe(prelude?: Prelude) {
  const sights: Sight[] = [];
  let built: { readonly scale: Variable; readonly count: Variable; readonly phase: KnowledgeBuild['phase'] } | undefined;
  const see = async (stage: string, at: Sight['at']): Promise<void> => {
    if (built === undefined) return;
    const [scale, count] = await Promise.all([built.scale.data(), built.count.data()]);
    sights.push({ stage, at, phase: built.phase, scale: [...scale], count: count[0]! });
  };
  const knowledge = defineFeatureKnowledge({
    id: 'probing',
    summary: 'a variable and a count',
    options: z.strictObject({ size: z.number().default(1) }),
    ...(prelude === undefined ? {} : { prelude: () => prelude }),
    build({ phase }, { size }) {
      const [scale, count] = [createVariable(fill([size], 0.5)), createVariable(scalar(0), false)];
      built = { scale, count, phase };
      return {
        variables: { scale },
        state: { count },
        loss({ student, teacher, seed }) {
          if (seed !== undefined) {
            const next = add(count, 1);
            count.assign(next as Variable);
            next.dispose();
          }
          return { probing: mean(square(sub(mul(student, mean(scale)), mean(teacher)))) as never };
        },
      };
    },
  });
  const watch = lambdaCallback('watching', { onStageBegin: ({ stage }) => see(stage, 'begin'), onStageEnd: ({ stage }) => see(stage, 'end') });
  return { sights, contributions: [knowledge, watch] };
}
