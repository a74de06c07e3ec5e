// The recipe that `retort init` writes.

/** YAML text; `schema` is the file that editors read. */
export function starter(schema: string): string {
  return `# yaml-language-server: $schema=./${schema}
# A small student learns handwritten digits from a convnet's soft answers, with 100 labels.
name: first
seed: 1
data: { source: digits, test: 500, labels: 100 }
teacher:
  model: { id: convnet, widths: [16, 32] }
  training: { epochs: 10, batch: 32, optimizer: { id: adam, rate: { id: cosine, from: 0.01 } } }
student: { id: mlp, hidden: [16] }
objective:
  task: 0
  terms:
    - { knowledge: { id: kd, temperature: 4 }, weight: 1 }
training: { epochs: 60, optimizer: { id: adam, rate: 0.01 } }
compare:
  alone: { strategy: alone, view: labelled, training: { epochs: 150 } }
`;
}
