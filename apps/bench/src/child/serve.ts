// The side of the protocol that answers: one question at a time, from a stream of lines, until it is told to close or the lines end.
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { RetortError, retortError } from '@retort/kernel';
import type { Answers, Failure, Question, Reply } from '../protocol.ts';
import { type Cell, openCell } from './open-cell.ts';

/** @param output - where lines for people go; never `answers` */
export async function serve(questions: Readable, answers: Writable, output: (line: string) => void): Promise<void> {
  let cell: Cell | undefined;
  for await (const line of createInterface({ input: questions })) {
    const question = JSON.parse(line) as Question;
    const reply: Reply = await answer(question).then(
      (said) => ({ answer: said }),
      (error: unknown) => ({ failure: failureOf(error) }),
    );
    answers.write(`${JSON.stringify(reply)}\n`);
    if (question.ask === 'close') break;
  }
  // The parent went away.
  await cell?.close();

  async function answer(question: Question): Promise<Answers[Question['ask']]> {
    if (question.ask === 'open') {
      cell = await openCell(question.cell, output);
      return { device: cell.device };
    }
    if (cell === undefined) throw retortError('KD_E_BENCH_CHILD', { what: `the question "${question.ask}"`, expected: 'an open cell', received: 'none' });
    if (question.ask === 'turn') return { ms: await cell.turn(question.steps) };
    if (question.ask === 'share') return cell.share(question);
    const closing = cell;
    cell = undefined;
    const { steps } = closing;
    await closing.close();
    return { ...(steps === undefined ? {} : { steps }), peakBytes: process.resourceUsage().maxRSS * 1024 };
  }
}

function failureOf(error: unknown): Failure {
  if (RetortError.is(error)) return { code: error.code, message: error.message, why: error.detail.received ?? error.detail.what };
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { code: 'KD_E_BENCH_CHILD', message, why: message };
}
