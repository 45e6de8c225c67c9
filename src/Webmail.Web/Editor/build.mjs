// Bundles the editor: node build.mjs SOURCES WORK OUTPUT
// Packages are installed into WORK, exactly those of package-lock.json and without running any script of theirs. Two builds at the same
// time wait for each other, and whoever is cut off leaves nothing half done.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';

const [sources, work, output] = process.argv.slice(2).map(part => path.resolve(part));
const packages = ['package.json', 'package-lock.json', '.npmrc'];
const patience = 10 * 60_000;

const read = file => fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
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
function alone() {
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

function install() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`);
  packages.forEach(name => hash.update(read(path.join(sources, name))));
  const [stamp, wanted] = [path.join(work, 'installed'), hash.digest('hex')];
  if (read(stamp) === wanted)
    return;
  fs.rmSync(stamp, { force: true });
  packages.forEach(name => fs.copyFileSync(path.join(sources, name), path.join(work, name)));
  const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: work, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32',
  });
  if (npm.error?.code === 'ENOENT')
    fail('npm is not installed. On Debian: apt-get install npm');
  if (npm.status !== 0)
    fail('npm could not install the packages of the editor; it says why above.');
  fs.writeFileSync(stamp, wanted);
}

function fail(words) {
  console.error(`error: ${words}`);
  process.exit(1);
}

/** The licences of what is in the bundle, as they ask for. */
function licences(inputs) {
  const folders = new Set(inputs.map(file => /^.*node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/.exec(file)?.[0]).filter(Boolean));
  return [...folders].sort().map(folder => {
    const { name, version, license } = JSON.parse(read(path.join(folder, 'package.json')));
    const text = fs.readdirSync(folder).find(file => /^licen[cs]e/i.test(file));
    return `${name} ${version}, ${license}\n\n${text ? read(path.join(folder, text)).trim() : 'See the package.'}\n`;
  }).join('\n----\n\n');
}

function replace(file, text) {
  fs.writeFileSync(`${file}.new`, text);
  fs.renameSync(`${file}.new`, file);
}

if (Number(process.versions.node.split('.')[0]) < 18)
  fail(`Building the webmail needs Node.js 18 or newer; this is ${process.versions.node}.`);
fs.mkdirSync(work, { recursive: true });
fs.mkdirSync(path.dirname(output), { recursive: true });
alone();
install();
const esbuild = createRequire(path.join(work, 'package.json'))('esbuild');
const { outputFiles, metafile } = await esbuild.build({
  entryPoints: [path.join(sources, 'editor.js')], absWorkingDir: work, nodePaths: [path.join(work, 'node_modules')], outfile: output,
  bundle: true, write: false, metafile: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', logLevel: 'warning',
  banner: { js: '/* Licences of what is in here: editor.licences.txt */' },
});
replace(output.replace(/\.js$/, '.licences.txt'), licences(Object.keys(metafile.inputs).map(file => path.resolve(work, file))));
replace(output, outputFiles[0].text);
