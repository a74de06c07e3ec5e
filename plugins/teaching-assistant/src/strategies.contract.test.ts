// The contract of strategies, for each of this package's.
import { strategyContract, tinyStrategy } from '@retort/testing';
import { describe, test } from 'vitest';
import { assistantSearch, dgkd, rco, teachingAssistant } from './index.ts';

const runner = { describe, test, inside: [tinyStrategy('offline'), teachingAssistant] };
const assistants = [{ model: { id: 'mlp', hidden: [40] } }, { model: { id: 'mlp', hidden: [25] } }];

strategyContract(teachingAssistant, runner);
strategyContract(teachingAssistant, { ...runner, options: { assistants: { count: 2, by: 'accuracy', candidates: 4 } } });
strategyContract(teachingAssistant, { ...runner, options: { assistants, last: 'teaching-assistant' } });
strategyContract(dgkd, { ...runner, options: { assistants } });
strategyContract(rco, { ...runner, options: { anchors: 2 } });
strategyContract(assistantSearch, { ...runner, options: { assistants, last: 'teaching-assistant' } });
