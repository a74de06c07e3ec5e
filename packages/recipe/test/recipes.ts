// Recipes that several tests read.

/** Every key of the user-facing form. */
export const full = `name: digits
seeds: [1, 2, 3]
engine: auto
plugins: []
data: { source: digits, test: 500, validation: 0, labels: 100, fraction: 1, classes: [zero, one, two] }
teacher:
  model: { id: convnet, widths: [16, 32] }
  training: { epochs: 20, batch: 64, optimizer: { id: adam, rate: 0.002 } }
student: { id: mlp, hidden: [16] }
objective:
  task: 0.1
  terms:
    - { knowledge: { id: kd, temperature: { id: cosine, from: 8, to: 2 } }, weight: 0.9 }
    - { knowledge: fitnet, weight: 1, layers: { hidden1: stage1 }, connector: linear }
strategy: offline
view: transfer
training: { epochs: 60, batch: 64, lastBatch: keep, optimizer: { id: adam, rate: 0.001 }, clip: 5, callbacks: [], evaluateEvery: 1, checkpointEvery: 0, logEvery: 10, augment: [] }
compare:
  alone: { strategy: alone, view: labelled }
report: { temperatures: [1, 2, 4, 8], samples: 8 }
`;

/** As little as there can be. */
export const least = 'name: least\ndata: { source: digits }\nstudent: { id: mlp, hidden: [16] }\n';

/** A teacher, and everything else left to the defaults. */
export const taught = `name: taught
data:
  source: digits
teacher:
  model: convnet
  training: { epochs: 3 }
student:
  id: mlp
  hidden: [16]
objective:
  terms:
    - knowledge: kd
`;
