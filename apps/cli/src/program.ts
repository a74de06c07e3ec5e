// Commands and their options. Nothing here loads more than the parser.
import { Argument, Command, InvalidArgumentError, Option } from 'commander';

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];
const integer = (value: string): number => {
  const number = Number(value);
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError('Expected a whole number, 0 or above.');
  return number;
};

/** Options of every command that reads a recipe. */
function withRecipe(command: Command): Command {
  return command
    .addOption(new Option('--seed <n>', 'run this seed only').argParser(integer))
    .option('--engine <id>', 'engine to run on: auto, cpu, wasm, tensorflow')
    .option('--set <path=value>', 'change one value of the recipe, may be repeated', collect, [])
    .option('--data-dir <folder>', 'folder with the files of the data set')
    .option('--plugin <name-or-path>', 'load a plugin beside those of the recipe, may be repeated', collect, []);
}

export function createProgram(): Command {
  const program = new Command('retort')
    .description('Distil a large model into a small one.')
    .version('0.1.0')
    .option('--json', 'one JSON object per line, for programs')
    .exitOverride()
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true });
  const json = (): boolean => program.opts<{ json?: boolean }>().json === true;

  withRecipe(program.command('run <recipe>').description('run a recipe: teacher, every arm, report'))
    .option('--folder <folder>', 'run folder; runs/<name> with the next free number when absent')
    .option('--dry-run', 'one batch through every part, save and resume included; keeps nothing')
    .action(async (recipe: string, options) => (await import('./command/run.ts')).run(recipe, { ...options, json: json() }));

  program
    .command('resume <folder>')
    .description('continue an interrupted run; it ends bit-equal to an uninterrupted one')
    .option('--plugin <name-or-path>', 'load a plugin beside those of the recipe, may be repeated', collect, [])
    .action(async (folder: string, options) => (await import('./command/resume.ts')).resume(folder, { ...options, json: json() }));

  withRecipe(program.command('plan <recipe>').description('print taps, shapes, terms, weights and variables; train nothing')).action(
    async (recipe: string, options) => (await import('./command/plan.ts')).plan(recipe, { ...options, json: json() }),
  );

  withRecipe(program.command('eval <model> <recipe>').description("measure a saved model folder on the test samples of a recipe's data")).action(
    async (model: string, recipe: string, options) => (await import('./command/evaluate.ts')).evaluate(model, recipe, { ...options, json: json() }),
  );

  program
    .command('list [axis]')
    .description('list what is registered: knowledge, connector, mapping, family, dataset, ...')
    .option('--plugin <name-or-path>', 'load a plugin first, may be repeated', collect, [])
    .action(async (axis: string | undefined, options) => (await import('./command/list.ts')).list(axis, { ...options, json: json() }));

  program
    .command('doctor')
    .description('report engines, versions and problems, with their cures')
    .action(async () => (await import('./command/doctor.ts')).doctor({ json: json() }));

  const engine = program.command('engine').description('install the native engine, or check any engine');
  engine
    .command('install')
    .description('build the native engine into .retort/engines (or the folder in RETORT_ENGINES), where none works yet')
    .addArgument(new Argument('<id>', 'which engine').choices(['tensorflow']))
    .addOption(new Option('--device <device>', 'what it is to compute on').choices(['cpu', 'gpu']).default('cpu'))
    .option('--tensorflow <version>', 'version of the TensorFlow libraries', '2.21.0')
    .option('--from <folder>', 'take the TensorFlow wheel (or what was unpacked from it) and npm tarballs from here, as far as it has them')
    .option('--force', 'build a new one although one works', false)
    .action(async (_id: string, options) => (await import('./command/engine-install.ts')).engineInstall({ ...options, json: json() }));
  engine
    .command('check <id>')
    .description('compare gradients with closed forms and train a small model on an engine')
    .option('--device <device>', 'its option `device`, where it has one')
    .action(async (id: string, options) => (await import('./command/engine-check.ts')).engineCheck(id, { ...options, json: json() }));

  program
    .command('init [file]')
    .description('write a first recipe and the JSON Schema that editors complete it with')
    .action(async (file: string | undefined) => (await import('./command/init.ts')).init(file ?? 'recipe.yaml', { json: json() }));

  program
    .command('conformance <file>')
    .description('evaluate a fixture file of losses and gradients on an engine')
    .option('--engine <id>', 'engine to run on', 'cpu')
    .option('--strict', 'fail where a method is not registered')
    .option('--plugin <name-or-path>', 'load a plugin first, may be repeated', collect, [])
    .action(async (file: string, options) => (await import('./command/conformance.ts')).conformance(file, { ...options, json: json() }));

  return program;
}
