import { expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { type Token, token } from '../container/token.ts';
import type { Schedulable } from '../contract/clock.ts';
import type { FeaturePairInput, FeatureSequenceInput, LossTerms, RelationInput, ResponseInput } from '../contract/knowledge.ts';
import type { Tensor2D } from '../contract/tensor.ts';
import { schedulable } from '../zod.ts';
import { defineDataset, defineSchedule } from './axes.ts';
import type { Contribution } from './contribution.ts';
import { defineFeatureKnowledge, defineFeatureSequenceKnowledge, defineRelationKnowledge, defineResponseKnowledge } from './knowledge.ts';

declare const terms: LossTerms;

test('create is handed the output of the schema and what the tokens stand for', () => {
  const FILES = token<{ read(): string }>('files');
  const contribution = defineSchedule({
    id: 'x',
    summary: 's',
    options: z.object({ from: z.number().default(1), name: z.string().optional() }),
    needs: { files: FILES },
    create(options, needs) {
      expectTypeOf(options).toEqualTypeOf<{ from: number; name?: string | undefined }>();
      expectTypeOf(needs).toEqualTypeOf<{ readonly files: { read(): string } }>();
      return { at: () => options.from };
    },
  });
  expectTypeOf(contribution).toEqualTypeOf<Contribution<'schedule'>>();
});

test('without a schema there are no options to read', () => {
  defineSchedule({
    id: 'x',
    summary: 's',
    create(options) {
      expectTypeOf(options).toEqualTypeOf<Readonly<Record<string, never>>>();
      return { at: () => 1 };
    },
  });
});

test('an axis refuses what belongs to another', () => {
  // @ts-expect-error a schedule is no data set
  defineDataset({ id: 'x', summary: 's', create: () => ({ at: () => 1 }) });
  expectTypeOf<Contribution<'schedule'>>().not.toExtend<Contribution<'dataset'>>();
  expectTypeOf<Contribution<'schedule'>>().toExtend<Contribution>();
});

test('a loss is handed the input of its family and its options', () => {
  const options = z.object({ temperature: schedulable.default(4) });
  defineResponseKnowledge({
    id: 'x',
    summary: 's',
    options,
    feeds: (given) => {
      expectTypeOf(given).toEqualTypeOf<{ temperature: Schedulable }>();
      return given;
    },
    loss(input, given) {
      expectTypeOf(input).toEqualTypeOf<ResponseInput>();
      expectTypeOf(input.student).toEqualTypeOf<Tensor2D>();
      expectTypeOf(given.temperature).toEqualTypeOf<Schedulable>();
      return terms;
    },
  });
  defineFeatureKnowledge({
    id: 'x',
    summary: 's',
    loss(input) {
      expectTypeOf(input).toEqualTypeOf<FeaturePairInput>();
      return terms;
    },
  });
  defineFeatureSequenceKnowledge({
    id: 'x',
    summary: 's',
    loss(input) {
      expectTypeOf(input).toEqualTypeOf<FeatureSequenceInput>();
      return terms;
    },
  });
  defineRelationKnowledge({
    id: 'x',
    summary: 's',
    loss(input) {
      expectTypeOf(input).toEqualTypeOf<RelationInput>();
      return terms;
    },
  });
});

test('a knowledge has a loss or a build, not both and not neither', () => {
  // @ts-expect-error neither
  defineResponseKnowledge({ id: 'x', summary: 's' });
  // @ts-expect-error both
  defineResponseKnowledge({ id: 'x', summary: 's', loss: () => terms, build: () => ({ loss: () => terms }) });
});

test('a token carries its type', () => {
  expectTypeOf(token<number>('n')).toEqualTypeOf<Token<number>>();
  expectTypeOf<Token<number>>().not.toExtend<Token<string>>();
  expectTypeOf<Token<number>>().not.toExtend<Token<1>>();
  expectTypeOf<Token<number>>().toExtend<Token<unknown>>();
});
