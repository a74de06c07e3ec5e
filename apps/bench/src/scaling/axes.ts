// What is varied, one thing at a time, around a small mlp taught by its like.
import { kdObjective } from '../scenario/kd-objective.ts';
import type { Scenario, TeacherKind } from '../scenario/scenario.ts';

export interface ScalingAxis {
  /** What varies, for people. */
  readonly name: string;
  readonly teacher: TeacherKind;
  readonly points: readonly { readonly x: number; readonly scenario: Scenario }[];
}

const WIDTH = 256;

const base: Scenario = {
  id: 'scaling',
  summary: 'mlp 784-256-256-10 teaches its like: kd, batch 64, SGD',
  shape: [784],
  classes: 10,
  batch: 64,
  steps: 20,
  teacher: { id: 'mlp', hidden: [WIDTH, WIDTH] },
  members: 1,
  student: { id: 'mlp', hidden: [WIDTH, WIDTH] },
  strategy: 'offline',
  objective: kdObjective,
  optimizer: { id: 'sgd', rate: 0.01 },
  teachers: ['live'],
};

/** Kd at as many temperatures, which share its weight. */
const terms = (count: number): Scenario['objective'] => ({
  task: 0.1,
  terms: Array.from({ length: count }, (_, at) => ({ name: `kd-${at + 1}`, knowledge: { id: 'kd', temperature: at + 1 }, weight: 0.9 / count })),
});

const axis = (name: string, values: readonly number[], change: (x: number) => Partial<Scenario>, teacher: TeacherKind = 'live'): ScalingAxis => ({
  name,
  teacher,
  points: values.map((x) => ({ x, scenario: { ...base, id: `${name} ${x}`, ...change(x) } })),
});

export const scalingAxes: readonly ScalingAxis[] = [
  axis('batch size', [16, 32, 64, 128, 256], (batch) => ({ batch })),
  axis('model width', [64, 128, 256, 512, 1024], (width) => ({ student: { id: 'mlp', hidden: [width, width] } })),
  axis('number of teachers', [1, 2, 4, 8], (members) => ({ members })),
  axis('number of students', [2, 3, 4, 6, 8], (students) => ({ strategy: { id: 'mutual', students } }), 'peers'),
  axis('number of terms', [1, 2, 4, 8], (count) => ({ objective: terms(count) })),
];
