// A saved model folder, measured on the test samples of a recipe's data at its first seed.
import { openData } from '@retort/data';
import type { Kernel, Metrics, Recipe } from '@retort/kernel';
import { randomStream, startEngine } from '@retort/tensor';
import { measure, predictLogits } from '@retort/trainer';

export interface FolderEvaluation {
  readonly folder: string;
  readonly seed: number;
  readonly samples: number;
  readonly metrics: Metrics;
  readonly perClass: readonly (number | null)[];
}

export async function evaluateFolder({
  recipe,
  retort,
  folder,
}: {
  readonly recipe: Recipe;
  readonly retort: Kernel;
  readonly folder: string;
}): Promise<FolderEvaluation> {
  const maker = retort.run();
  const seed = recipe.seeds[0]!;
  try {
    const engine = await startEngine(maker, recipe.engine);
    try {
      const parts = openData(await maker.make('dataset', recipe.data.source, 'data.source').load(), recipe.data, seed);
      const build = { inputShape: parts.shape, classes: parts.classes.length, random: randomStream(seed, 'eval') };
      const model = await maker.make('family', { id: 'folder', path: folder }, `model "${folder}"`).build(build);
      try {
        const predict = ({ inputs }: { inputs: Parameters<typeof model.forward>[0] }) => model.forward(inputs, { training: false, taps: [] }).logits;
        const logits = await predictLogits(predict, parts.test, parts.shape, parts.classes.length);
        const { metrics, perClass } = measure(logits, parts.test.labels, parts.classes.length);
        return { folder, seed, samples: parts.test.size, metrics, perClass };
      } finally {
        model.dispose();
      }
    } finally {
      await engine.dispose();
    }
  } finally {
    await maker.dispose();
  }
}
