// A child process from the side that asks: one question, one answer.
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { retortError } from '@retort/kernel';
import type { Answers, Question, Reply } from '../protocol.ts';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
}

/** Of what a child prints for people. */
const LAST_LINES = 20;

export class Worker {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;
  readonly #name: string;
  readonly #said: string[] = [];
  #failed: Error | undefined;

  /** @param name - how errors call it */
  constructor(name: string, { program, args }: Command) {
    this.#name = name;
    this.#child = spawn(program, args);
    this.#child.once('error', (error) => {
      this.#failed = error;
    });
    // The end of the answers tells of it, where it was not expected.
    this.#child.stdin.on('error', () => undefined);
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
    createInterface({ input: this.#child.stderr }).on('line', (line) => {
      this.#said.push(line);
      if (this.#said.length > LAST_LINES) this.#said.shift();
    });
  }

  /** What the child replies: an answer, or why there is none. @throws KD_E_BENCH_CHILD where it does not reply */
  async reply<Q extends Question>(question: Q): Promise<Reply<Answers[Q['ask']]>> {
    this.#child.stdin.write(`${JSON.stringify(question)}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw this.#broken(question, `the end of the process (${this.#failed?.message ?? `code ${this.#child.exitCode}`})\n${this.#said.join('\n')}`);
    return JSON.parse(value) as Reply<Answers[Q['ask']]>;
  }

  /** @throws KD_E_BENCH_CHILD where there is no answer */
  async ask<Q extends Question>(question: Q): Promise<Answers[Q['ask']]> {
    const reply = await this.reply(question);
    if ('answer' in reply) return reply.answer;
    throw this.#broken(question, reply.failure.message);
  }

  /** Nothing more will be asked. The child ends by itself, after the turn it is in: it has files to remove. */
  end(): void {
    this.#child.stdin.end();
  }

  #broken({ ask }: Question, received: string): Error {
    return retortError('KD_E_BENCH_CHILD', { what: this.#name, expected: `an answer to "${ask}"`, received });
  }
}
