// A student small enough to be checked by hand, and a teacher over it: one hidden layer, two taps. For tests of what
// trains or observes models; real families are in @retort/models.
import { expectedName, type RandomStream, retortError, type Shape, type Student, type TapName, type Teacher, type Tensor, type Tensor2D } from '@retort/kernel';
import { add, createVariable, matMul, randomStream, reshape, scope, tanh, tensor, zeros } from '@retort/tensor';

export interface TinyModelOptions {
  /** Without the batch axis; `[4]` when absent. */
  readonly inputShape?: Shape;
  /** 3 when absent. */
  readonly classes?: number;
  /** Width of the tap `features`; 5 when absent. */
  readonly features?: number;
  /** Where the weights are drawn from; seed 0 when absent. */
  readonly random?: RandomStream;
}

/** `logits = tanh(x A + a) B + b`; the tap `features` is the hidden vector. The caller disposes it. */
export function tinyModel({ inputShape = [4], classes = 3, features = 5, random = randomStream(0, 'tiny-model') }: TinyModelOptions = {}): Student {
  const inputs = inputShape.reduce((product, axis) => product * axis, 1);
  const variables = {
    'hidden/kernel': draw(random.child('hidden'), inputs, features),
    'hidden/bias': createVariable(zeros([features])),
    'logits/kernel': draw(random.child('logits'), features, classes),
    'logits/bias': createVariable(zeros([classes])),
  };
  const shapes = new Map<TapName, Shape>([
    ['logits', [classes]],
    ['features', [features]],
  ]);
  return {
    taps: [...shapes.keys()],
    classes,
    shapeOf: (tap) => known(shapes, tap),
    trainables: () => variables,
    statistics: () => ({}),
    forward(x, { taps }) {
      for (const tap of taps) known(shapes, tap);
      return scope(() => {
        const hidden = tanh(add(matMul(reshape(x, [-1, inputs]), variables['hidden/kernel']), variables['hidden/bias'])) as Tensor2D;
        const logits = add(matMul(hidden, variables['logits/kernel']), variables['logits/bias']) as Tensor2D;
        // A tap is a tensor of its own, so that disposing it leaves the logits.
        const values: Readonly<Record<string, Tensor>> = { logits, features: hidden };
        return { logits, taps: Object.fromEntries(taps.map((tap) => [tap, reshape(values[tap]!, values[tap]!.shape)])) };
      });
    },
    dispose() {
      for (const variable of Object.values(variables)) variable.dispose();
    },
  };
}

/** A teacher that answers like the model and owns it. */
export function tinyTeacher(options: TinyModelOptions = {}): Teacher {
  const model = tinyModel(options);
  return {
    taps: model.taps,
    classes: model.classes,
    shapeOf: (tap) => model.shapeOf(tap),
    observe: (batch, taps) => model.forward(batch.inputs, { training: false, taps }),
    dispose: () => model.dispose(),
  };
}

function draw(random: RandomStream, from: number, to: number) {
  const scale = Math.sqrt(1 / from);
  const values = random
    .at(0)
    .normals(from * to)
    .map((value) => value * scale);
  return createVariable(tensor(values, [from, to], 'float32'));
}

function known(shapes: ReadonlyMap<TapName, Shape>, tap: TapName): Shape {
  const shape = shapes.get(tap);
  if (shape === undefined)
    throw retortError('KD_E_TAP_UNKNOWN', { what: 'a tap of the tiny model', expected: expectedName(tap, shapes.keys()), received: `"${tap}"` });
  return shape;
}
