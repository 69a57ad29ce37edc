// Installs packages and builds the project. Uses only Node.js, because nothing may be installed yet.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const projectRoot = fileURLToPath(new URL('../../../', import.meta.url));

/** Runs `npm ci` when the installed packages differ from package-lock.json. Throws when that fails. */
export async function installIfNeeded() {
  if (isInstalled()) return;
  const began = Date.now();
  console.log('Installing packages (npm ci)');
  await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  console.log(`Installed packages in ${seconds(began)} s`);
}

/** Builds what has changed since the last build. Throws with the compiler's output when that fails. */
export async function build() {
  const began = Date.now();
  await run(join(projectRoot, 'node_modules/.bin/turbo'), ['run', 'build', '--output-logs=errors-only'], {
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    TURBO_UI: 'false',
  });
  console.log(`Built in ${seconds(began)} s`);
}

/** npm's hidden lock file records installed packages; optional ones for other platforms are missing. */
function isInstalled() {
  const installedPath = join(projectRoot, 'node_modules/.package-lock.json');
  if (!existsSync(installedPath)) return false;
  const installed = readPackages(installedPath);
  return Object.entries(readPackages(join(projectRoot, 'package-lock.json'))).every(([path, wanted]) => {
    if (!path.startsWith('node_modules/') && !path.includes('/node_modules/')) return true;
    const found = installed[path];
    return found
      ? found.version === wanted.version && found.integrity === wanted.integrity
      : wanted.optional === true;
  });
}

function readPackages(path) {
  return JSON.parse(readFileSync(path, 'utf8')).packages;
}

/** Collects the output and shows it only on failure. The terminal sends Ctrl-C to the program directly. */
function run(file, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: projectRoot,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.once('error', (cause) => reject(new Error(`Cannot run ${file}: ${cause.message}`, { cause })));
    child.once('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${[file.split('/').at(-1), ...args].join(' ')} failed:\n${output.trim()}`));
    });
  });
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}
