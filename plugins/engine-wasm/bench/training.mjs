// Milliseconds of a distillation step on wasm: the mlp against the backend as shipped, a convnet with batch norm and a depthwise
// net against the cpu engine. After a build: node plugins/engine-wasm/bench/training.mjs [mlp] [convnet] [depthwise] [--threads 2]
import { parseArgs } from 'node:util';
import { createKernel } from '@retort/kernel';
import '@retort/tensor';
import { setBackend } from '@tensorflow/tfjs-core';
import { engineWasmPlugin } from '../dist/index.js';
import { installRepairs, removeRepairs } from '../dist/kernel/install-repairs.js';
import { repairs } from '../dist/repairs.js';
import { distillation } from './distillation-step.mjs';
import { interleave } from './interleave.mjs';
import { convnet, depthwiseNet, mlp } from './nets.mjs';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { threads: { type: 'string', default: '1' } } });
const chosen = positionals.length === 0 ? ['mlp', 'convnet', 'depthwise'] : positionals;
const threads = values.threads === 'auto' ? 'auto' : Number(values.threads);

const kernel = await createKernel({ plugins: [engineWasmPlugin()] }).ready();
const session = await kernel.make('engine', { id: 'wasm', threads }).start();
console.log(session.device);

const benches = {
  async mlp() {
    const job = distillation({ teacher: mlp([784, 1200, 1200, 10]), student: mlp([784, 800, 800, 10]), input: [128, 784] });
    const variants = {
      shipped: { prepare: removeRepairs, run: job.step },
      repaired: { prepare: () => installRepairs(repairs), run: job.step },
    };
    report('mlp 784-1200-1200-10 to 784-800-800-10, batch 128, Adam', await interleave(variants, { rounds: 15, warmUp: 3 }));
    job.dispose();
  },
  convnet: () =>
    againstCpu('convnet with batch norm, 16x16x3, teacher 16, student 8 channels, batch 16, Adam', {
      teacher: convnet(3, 16, 10),
      student: convnet(3, 8, 10),
      input: [16, 16, 16, 3],
    }),
  depthwise: () =>
    againstCpu('depthwise net with batch norm, 16x16x3, teacher 16, student 8 channels, batch 16, Adam', {
      teacher: depthwiseNet(3, 16, 10),
      student: depthwiseNet(3, 8, 10),
      input: [16, 16, 16, 3],
    }),
};

/** The same job once on each backend: the variables of a job stay where they were made. */
async function againstCpu(name, nets) {
  await setBackend('cpu');
  const onCpu = distillation(nets);
  await setBackend('wasm');
  const onWasm = distillation(nets);
  const variants = {
    cpu: { prepare: () => setBackend('cpu'), run: onCpu.step },
    wasm: { prepare: () => setBackend('wasm'), run: onWasm.step, each: 5 },
  };
  report(name, await interleave(variants, { rounds: 5, warmUp: 1 }));
  onCpu.dispose();
  onWasm.dispose();
}

function report(name, times) {
  const [[slowName, slow], [fastName, fast]] = Object.entries(times);
  const ms = ({ wall, cpu }) => `${wall.toFixed(1)} ms (CPU ${cpu.toFixed(1)} ms)`;
  console.log(
    `${name}\n  ${slowName} ${ms(slow)}, ${fastName} ${ms(fast)}: ${(slow.wall / fast.wall).toFixed(2)} times faster (CPU ${(slow.cpu / fast.cpu).toFixed(2)})`,
  );
}

for (const name of chosen) {
  if (!Object.hasOwn(benches, name)) throw new Error(`no bench "${name}": one of ${Object.keys(benches).join(', ')}`);
  await benches[name]();
}
await session.dispose();
