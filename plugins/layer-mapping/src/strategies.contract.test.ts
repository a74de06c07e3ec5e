// The contract of strategies, for the search of a mapping.
import { defineStrategy } from '@retort/kernel';
import { strategyContract } from '@retort/testing';
import { describe, test } from 'vitest';
import { mappingSearch } from './mapping-search/mapping-search.ts';

const offline = defineStrategy({
  id: 'offline',
  summary: 'one stage',
  create: () => ({
    async *stages({ student, teacher, objective, view, training, name }) {
      yield {
        name: name('distill'),
        learners: [{ name: 'student', student: { slot: name('student'), model: student }, teacher: teacher!, objective }],
        view,
        training,
      };
      return { slot: name('student') };
    },
  }),
});

strategyContract(mappingSearch, { describe, test, options: { candidates: ['first', 'last'] }, inside: [offline] });
