// The command line. Nothing here loads more than the parser.
import { Command, InvalidArgumentError, Option } from 'commander';
import type { BenchOptions } from './options.ts';

const list = (value: string): readonly string[] => value.split(',').map((word) => word.trim());

const count = (value: string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError('Expected a whole number, 1 or above.');
  return number;
};

/** @param run - what is done with the options */
export function createProgram(run: (options: BenchOptions) => Promise<void>): Command {
  return new Command('bench')
    .description("Measure Retort's training step, on every engine and beside PyTorch.")
    .option('--scenarios <ids>', 'which, with commas between; `none` for none', list)
    .option('--engines <ids>', 'engines of Retort, or `wasm:2` for two threads; wasm and tensorflow when absent', list)
    .option('--teachers <kinds>', 'live, cached, onnx, none, peers; those of the scenarios when absent', list)
    .addOption(new Option('--rounds <n>', 'turns of each cell').argParser(count))
    .addOption(new Option('--steps <n>', 'steps of a turn; those of the scenarios when absent').argParser(count))
    .addOption(new Option('--peer <framework>', 'measure another framework beside').choices(['python']))
    .option('--python <path>', 'the Python that has torch', 'python3')
    .option('--compile', 'torch.compile beside eager PyTorch', false)
    .addOption(new Option('--threads <n>', 'of PyTorch').argParser(count).default(2))
    .option('--scaling', 'also how the time grows with batch, width, teachers, students and terms', false)
    .option('--quick', 'a few steps, to see that all of it works', false)
    .option('--json <file>', 'write the result there, after each scenario')
    .option('--write-docs', 'write docs/performance.md and its images', false)
    .exitOverride()
    .showSuggestionAfterError()
    .action(run);
}
