// A student's lower layers under the teacher's upper ones, with a projector between them.
// Chen et al., "Knowledge distillation with the reused teacher classifier" (SimKD, CVPR 2022).
import '@retort/tensor';
import { defineFamily, MAKER, type ModelBuild, type RandomStream, retortError } from '@retort/kernel';
import { choice } from '@retort/kernel/zod';
import { model as tfModel } from '@tensorflow/tfjs-layers';
import { z } from 'zod';
import { isLayersStudent, type LayersStudent } from '../adopt/layers-student.ts';
import { adoptOuter, layersOf } from '../compose/adopt-outer.ts';
import { buildAround } from '../compose/build-around.ts';
import { copyPart } from '../compose/copy-part.ts';
import { aliasPoints, lastMap, penultimate, tapPoint } from '../compose/landmarks.ts';
import { projector } from '../compose/projector.ts';
import { type LayersModel, type SymbolicTensor, variableOf } from '../graph/layer.ts';
import { isNoiseClass } from '../noise/noise-layers.ts';

const options = z.strictObject({
  of: choice.describe("The student's network"),
  at: z.string().min(1).optional().describe('Its tap that is projected; its last map, or else its last vector, when absent'),
  to: z.string().min(1).optional().describe("The teacher's tap that is taken the place of; its last map, or else its last vector, when absent"),
  factor: z.int().min(1).default(2).describe("How much narrower than the teacher's tap the projector is inside"),
});

/**
 * The student's network up to `at`, initial weights included; a projector to the shape of the teacher's tap `to` (`projector-...`, the
 * result is the tap `projected`); and a copy of the teacher's layers behind `to` (`teacher-...`), with the teacher's weights, which are
 * frozen and run as in inference. `logits` are what the teacher's layers make of `projected`. Only lower layers and projector are trained:
 * SimKD trains them by the mean squared difference of `projected` and the teacher's `to` alone. `to` should be a point after a ReLU, as
 * `projected` is. The defaults are the last map on the way to the logits (`stage3` of `resnet`, `stage3-relu` of `wide-resnet`, the last
 * stage of `convnet` and `depthwise`), or the vector before the last layer.
 *
 * The teacher is read once, when the network is built, and not changed. It exports as one standard model.
 *
 * @throws KD_E_FAMILY_TEACHER without a teacher that is a layers model; KD_E_TAP_UNKNOWN, KD_E_FAMILY_OF
 */
export const grafted = defineFamily({
  id: 'grafted',
  summary: "A student's layers, a projector and the teacher's own classifier (SimKD, Chen 2022)",
  options,
  needs: { maker: MAKER },
  create: ({ of, at, to, factor }, { maker }) => {
    const family = maker.make('family', of, 'of');
    return {
      async build(build) {
        const teacher = teacherOf(build);
        const target = to === undefined ? endOf(teacher) : tapPoint('grafted', teacher, to);
        return buildAround('grafted', family, build, (inner) => {
          const source = at === undefined ? endOf(inner) : tapPoint('grafted', inner, at);
          return graft({ inner, source, teacher, target, factor, random: build.random });
        });
      },
    };
  },
});

function teacherOf({ teacher, classes }: ModelBuild): LayersStudent {
  const refuse = (expected: string, received: string): never => {
    throw retortError('KD_E_FAMILY_TEACHER', { what: 'family grafted', expected, received });
  };
  if (teacher === undefined) return refuse('a trained teacher', 'none');
  if (!isLayersStudent(teacher)) return refuse('a teacher that is a layers model', 'another');
  if (teacher.classes !== classes) return refuse(`a teacher of ${classes} classes`, String(teacher.classes));
  return teacher;
}

const endOf = (student: LayersStudent): SymbolicTensor => lastMap(student) ?? penultimate(student);

interface Graft {
  readonly inner: LayersStudent;
  readonly source: SymbolicTensor;
  readonly teacher: LayersStudent;
  readonly target: SymbolicTensor;
  readonly factor: number;
  readonly random: RandomStream;
}

function graft({ inner, source, teacher, target, factor, random }: Graft): LayersStudent {
  const known = layersOf(inner);
  const part = copyPart({
    family: 'grafted',
    model: teacher.model,
    cut: target,
    end: teacher.model.outputs[0] as SymbolicTensor,
    entry: projector(source, target, factor),
    name: (stable) => `teacher-${stable}`,
    change: () => ({ trainable: false }),
    skip: (layer) => isNoiseClass(layer.getClassName()),
    closed: true,
  });
  for (const [layer, copy] of part.layers) {
    layer.weights.forEach((weight, index) => void copy.weights[index]?.write(variableOf(weight)));
  }
  const model: LayersModel = tfModel({ name: 'grafted', inputs: inner.model.inputs, outputs: part.end });
  const settled = new Set([...known, ...part.layers.values()]);
  return adoptOuter({ family: 'grafted', name: 'grafted', model, inner, aliases: aliasPoints(inner), known: settled, random });
}
