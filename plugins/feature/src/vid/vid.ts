// Variational information distillation: the student's map predicts the teacher's, each channel with a variance that is learnt.
import { defineFeatureKnowledge, type KnowledgeBuild, type RandomStream, type Scalar, type Tensor, type Tensor4D, type Variable } from '@retort/kernel';
import { add, conv2d, createVariable, div, log, mean, mul, relu, softplus, squaredDifference, tensor1d, weighSamples } from '@retort/tensor';
import { z } from 'zod';
import { heNormal } from '../connector/he-normal.ts';
import { toCommonSize } from '../map/common-size.ts';
import { requireMaps } from '../map/require-shapes.ts';
import { byPair } from '../module/prefixed.ts';

const VidOptions = z
  .strictObject({
    initialVariance: z.number().positive().default(5).describe('The variance of every channel at the start.'),
    eps: z.number().positive().default(1e-5).describe('The least variance.'),
    width: z.int().min(1).optional().describe("Channels inside the regressor; as many as the teacher's when absent."),
  })
  .refine(({ initialVariance, eps }) => initialVariance > eps, { path: ['initialVariance'], error: 'expected more than eps' });

/**
 * `vid = mean over B, h, w, c of 1/2 [(R(F_s) - F_t)^2 / v_c + log v_c]`, `v_c = softplus(rho_c) + eps`; Ahn et al., CVPR 2019,
 * arXiv:1904.05835. The negative log-likelihood of the teacher's map, up to a constant: it may be negative.
 *
 * Reads one mapped pair of maps `[B, h, w, c]`; the larger is average-pooled to the smaller one's size. The regressor `R` is a 1x1
 * convolution, ReLU, another, ReLU, and a third to the teacher's channels, without biases; so the connector is `none`.
 * Mean over batch and elements; several pairs are added, each with a regressor and variances of its own. The usual weight is 1.
 *
 * Variables, all trained: `conv0` `[1, 1, c_s, width]`, `conv1` `[1, 1, width, width]`, `conv2` `[1, 1, width, c_t]` (He normal) and
 * `logScale` `[c_t]` (rho); with several pairs under `pair0/`, `pair1/`, ...
 *
 * @throws KD_E_KNOWLEDGE_SHAPES
 */
export const vid = defineFeatureKnowledge({
  id: 'vid',
  summary: "variational information: predicts the teacher's map, with learnt variances (Ahn 2019)",
  options: VidOptions,
  weighs: true,
  aligned: () => false,
  build(build, options) {
    requireMaps('vid', build);
    const modules = build.teacher.map((_, index) => moduleOf(build, index, options));
    return {
      variables: byPair(modules),
      loss({ student, teacher, index, weights }) {
        const { conv0, conv1, conv2, logScale } = modules[index]!;
        const [source, target] = toCommonSize(student, teacher);
        const prediction = pointwise(relu(pointwise(relu(pointwise(source, conv0)), conv1)), conv2);
        const variance = add(softplus(logScale), options.eps);
        const surprise = add(div(squaredDifference(prediction, target), variance), log(variance));
        return { vid: mul(mean<Scalar>(weighSamples(surprise, weights)), 0.5) };
      },
    };
  },
});

type Module = Readonly<Record<'conv0' | 'conv1' | 'conv2' | 'logScale', Variable>>;

function moduleOf({ student, teacher, random }: KnowledgeBuild, index: number, options: z.output<typeof VidOptions>): Module {
  const [from, to] = [student[index]![2]!, teacher[index]![2]!];
  const { width = to, initialVariance, eps } = options;
  const stream: RandomStream = random.child(`pair${index}`);
  return {
    conv0: heNormal(stream.child('conv0'), [1, 1, from, width], from),
    conv1: heNormal(stream.child('conv1'), [1, 1, width, width], width),
    conv2: heNormal(stream.child('conv2'), [1, 1, width, to], width),
    // The inverse of softplus.
    logScale: createVariable(tensor1d(new Float32Array(to).fill(Math.log(Math.expm1(initialVariance - eps))))),
  };
}

function pointwise(map: Tensor, kernel: Variable): Tensor {
  return conv2d(map as Tensor4D, kernel as Tensor4D, 1, 'valid');
}
