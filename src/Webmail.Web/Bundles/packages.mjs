// What bundles have in common: packages installed into a folder of work, exactly those of package-lock.json and without running any script
// of theirs. Two builds at the same time wait for each other, and whoever is cut off leaves nothing half done.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const packages = ['package.json', 'package-lock.json', '.npmrc'];
const patience = 10 * 60_000;

export const read = file => fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
const pause = milliseconds => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);

function isAlive(id) {
  try {
    process.kill(id, 0);
    return true;
  } catch (problem) {
    return problem.code === 'EPERM';
  }
}

/** Nobody else works here until this process ends. */
function alone(work) {
  const lock = path.join(work, 'lock');
  for (const until = Date.now() + patience; ; pause(200)) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
      process.on('exit', () => fs.rmSync(lock, { force: true }));
      return;
    } catch (problem) {
      if (problem.code !== 'EEXIST' || Date.now() > until)
        throw problem;
      const holder = Number(read(lock));
      // Written a moment after it is made.
      if (holder && !isAlive(holder))
        fs.rmSync(lock, { force: true });
    }
  }
}

function install(sources, work, name) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  packages.forEach(file => hash.update(read(path.join(sources, file))));
  const [stamp, wanted] = [path.join(work, 'installed'), hash.digest('hex')];
  if (read(stamp) === wanted)
    return;
  fs.rmSync(stamp, { force: true });
  packages.forEach(file => fs.copyFileSync(path.join(sources, file), path.join(work, file)));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: work, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32',
  });
  if (npm.error?.code === 'ENOENT')
    fail('npm is not installed. On Debian: apt-get install npm');
  if (npm.status !== 0)
    fail(`npm could not install the packages of ${name}; it says why above.`);
  fs.writeFileSync(stamp, wanted);
}

export function fail(words) {
  console.error(`error: ${words}`);
  process.exit(1);
}

/** The licences of what is in the bundle, as they ask for. */
export function licences(inputs) {
  const folders = new Set(inputs.map(file => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]).filter(Boolean));
  return [...folders].sort().map(folder => {
    const { name, version, license } = JSON.parse(read(path.join(folder, 'package.json')));
    const text = fs.readdirSync(folder).find(file => /^licen[cs]e/i.test(file));
    return `${name} ${version}, ${license}\n\n${text ? read(path.join(folder, text)).trim() : 'See the package.'}\n`;
  }).join('\n----\n\n');
}

export function replace(file, text) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(`${file}.new`, text);
  fs.renameSync(`${file}.new`, file);
}

/** Installs the packages of a bundle; what can be required of them. @param {string} sources @param {string} work @param {string} name Of the bundle, in words. */
export function prepare(sources, work, name) {
  if (Number(process.versions.node.split('.')[0]) < 18)
    fail(`Building the webmail needs Node.js 18 or newer; this is ${process.versions.node}.`);
  fs.mkdirSync(work, { recursive: true });
  alone(work);
  install(sources, work, name);
  return createRequire(path.join(work, 'package.json'));
}
