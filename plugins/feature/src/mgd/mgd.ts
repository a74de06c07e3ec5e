// Masked generative distillation: from its own map with places masked out, the student generates the teacher's whole map.
import { defineFeatureKnowledge, type KnowledgeBuild, type RandomStream, type Scalar, type Tensor, type Tensor1D, type Variable } from '@retort/kernel';
import { cast, div, lessEqual, mul, relu, squaredDifference, sum, uniform, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { requireEqualSizes } from '../map/require-shapes.ts';
import { convolution } from '../module/convolution.ts';
import { byPair, prefixed } from '../module/prefixed.ts';

const MgdOptions = z.strictObject({
  ratio: z.number().min(0).max(1).default(0.65).describe('The share of places that are masked, on average.'),
});

/**
 * `mgd = (1/B) sum over elements of (G(mask * A(F_s)) - F_t)^2`; Yang et al., ECCV 2022, arXiv:2205.01529.
 *
 * Reads one mapped pair of maps `[B, h, w, c]` of equal heights and widths. `A` is a 1x1 convolution to the teacher's channels, and
 * nothing where they are equal: so the connector is `none`, or `pooling` where sizes differ. The mask is drawn anew in each step
 * for each sample and place, one for all channels: 0 with the probability `ratio`. `G` is a 3x3 convolution, ReLU and another.
 * Sum over elements, mean over the batch; several pairs are added. >= 0. Outside of training nothing is masked.
 * The usual weight is 2e-5 (detection), 7e-5 (classification).
 *
 * Variables: `align/kernel`, `align/bias` where there is an `A`; `first/kernel`, `first/bias`, `second/kernel`, `second/bias`
 * (He normal, zeros); with several pairs under `pair0/`, `pair1/`, ...
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const mgd = defineFeatureKnowledge({
  id: 'mgd',
  summary: "masked generative distillation: the teacher's map from the student's masked one (Yang 2022)",
  options: MgdOptions,
  weighs: true,
  aligned: () => false,
  build(build, { ratio }) {
    requireEqualSizes('mgd', build);
    const generators = build.teacher.map((_, index) => generator(build, index));
    return {
      variables: byPair(generators.map(({ variables }) => variables)),
      loss({ student, teacher, index, seed, weights }) {
        const { align, generate, draw } = generators[index]!;
        const aligned = align(student);
        const masked = seed === undefined ? aligned : mul(aligned, keptPlaces(student.shape, seed, draw, ratio));
        return { mgd: div(sum<Scalar>(weighSamples(squaredDifference(generate(masked), teacher), weights)), student.shape[0]!) as Scalar };
      },
    };
  },
});

interface Generator {
  readonly variables: Readonly<Record<string, Variable>>;
  align(map: Tensor): Tensor;
  generate(map: Tensor): Tensor;
  /** Which of the step's draws is this pair's. */
  readonly draw: number;
}

function generator({ student, teacher, random }: KnowledgeBuild, index: number): Generator {
  const [from, to] = [student[index]![2]!, teacher[index]![2]!];
  const stream: RandomStream = random.child(`pair${index}`);
  const layer = (name: string, size: 1 | 3, channels: number) =>
    convolution({ random: stream.child(name), size: [size, size], from: channels, to, bias: true, pad: 'same' });
  const align = from === to ? undefined : layer('align', 1, from);
  const [first, second] = [layer('first', 3, to), layer('second', 3, to)];
  return {
    variables: prefixed({ ...(align === undefined ? {} : { align: align.variables }), first: first.variables, second: second.variables }),
    align: (map) => align?.apply(map) ?? map,
    generate: (map) => second.apply(relu(first.apply(map))),
    draw: stream.child('mask').at(0).bits(0) >>> 0,
  };
}

/** `[B, h, w, 1]`: 0 with the probability `ratio`, else 1. */
function keptPlaces([batch, height, width]: readonly number[], seed: Tensor1D, draw: number, ratio: number): Tensor {
  return cast(lessEqual(uniform([batch!, height!, width!, 1], seed, draw), 1 - ratio), 'float32');
}
