// Runs recipes/digits.yaml into a folder, or takes one that it has made before, and brings the README up to date with it: the picture of the
// terminal, the screenshot of the report (needs Chromium), the accuracies of the table. `node scripts/docs-images.mjs runs/readme`
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { terminalSvg } from './docs/terminal-svg.mjs';

const RECIPE = 'recipes/digits.yaml';
const BROWSERS = ['chromium', 'chromium-browser', 'google-chrome'];
const exec = promisify(execFile);

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node scripts/docs-images.mjs FOLDER');
const log = `${folder}.log`;
if (!existsSync(log)) await run();
await mkdir('docs/images', { recursive: true });
await writeFile('docs/images/run.svg', terminalSvg(`npx retort run ${RECIPE}`, (await readFile(log, 'utf8')).replaceAll(folder, 'runs/digits')));
await screenshot();
await table();

/** Keeps what the command prints beside the folder. */
async function run() {
  await mkdir(dirname(resolve(folder)), { recursive: true });
  const options = { env: { ...process.env, FORCE_COLOR: '1' } };
  const { stdout } = await exec(process.execPath, ['apps/cli/bin/retort.js', 'run', RECIPE, '--folder', folder], options);
  await writeFile(log, stdout);
}

async function screenshot() {
  const target = 'docs/images/report.png';
  const page = pathToFileURL(resolve(folder, 'report.html')).href;
  const options = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--hide-scrollbars', '--window-size=1280,1560'];
  for (const browser of BROWSERS) {
    try {
      await exec(browser, [...options, `--screenshot=${resolve(target)}`, page], { timeout: 60_000 });
      console.log(`${target}: ${(await stat(target)).size} bytes, by ${browser}`);
      return;
    } catch (error) {
      if (error.code !== 'ENOENT') throw error;
    }
  }
  console.log(`${target} was left as it is: none of ${BROWSERS.join(', ')} is installed`);
}

/** Rows of the README that begin with a participant's name end with its accuracy. */
async function table() {
  const { participants } = JSON.parse(await readFile(resolve(folder, 'summary.json'), 'utf8'));
  let text = await readFile('README.md', 'utf8');
  for (const { name, seeds } of participants) {
    const row = new RegExp(`^(\\| \`${name}\`.*\\| )([^|]*)( \\|)$`, 'm');
    if (!row.test(text)) throw new Error(`README.md has no row \`${name}\``);
    const accuracy = meanAndSd(seeds.map(({ metrics }) => 100 * metrics.accuracy));
    text = text.replace(row, (_, before, old, after) => `${before}${accuracy.padEnd(old.length)}${after}`);
  }
  await writeFile('README.md', text);
}

function meanAndSd(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
  return `${mean.toFixed(1)} ± ${sd.toFixed(1)}`;
}
