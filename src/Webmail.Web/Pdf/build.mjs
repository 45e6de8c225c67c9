// Bundles the viewer for PDFs: node build.mjs SOURCES WORK OUTPUT EDITOR-SOURCES EDITOR-WORK
// Made with the esbuild of the editor. What runs the scripts of a PDF (pdf.sandbox) and what compiles WebAssembly stays in the package.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { licences, prepare, read, replace } from '../Bundles/packages.mjs';

const [sources, work, output, editorSources, editorWork] = process.argv.slice(2).map(part => path.resolve(part));
const esbuild = prepare(editorSources, editorWork, 'the editor')('esbuild');
prepare(sources, work, 'the viewer for PDFs');
const from = path.join(work, 'node_modules', 'pdfjs-dist');
const to = path.join(output, 'pdf');
const copy = (file, name) => replace(path.join(to, name), fs.readFileSync(path.join(from, file)));

/** All character maps in one file, for it is rare that one is needed: the length of the table, the table, what it tells where to find. */
function maps() {
  const folder = path.join(from, 'cmaps');
  const table = {};
  const contents = [];
  let at = 0;
  for (const file of fs.readdirSync(folder).filter(name => name.endsWith('.bcmap')).sort()) {
    const content = fs.readFileSync(path.join(folder, file));
    table[file] = [at, at += content.length];
    contents.push(content);
  }
  const index = Buffer.from(JSON.stringify(table));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  return Buffer.concat([length, index, ...contents]);
}

const { outputFiles, metafile } = await esbuild.build({
  entryPoints: [path.join(sources, 'pdf-view.js')], absWorkingDir: work, nodePaths: [path.join(work, 'node_modules')],
  bundle: true, write: false, metafile: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', logLevel: 'warning',
  banner: { js: '/* Licences of what is in here: ../pdf/licences.txt */' },
});
copy('legacy/build/pdf.worker.min.mjs', 'worker.js');
copy('wasm/jbig2_nowasm_fallback.js', 'jbig2_nowasm_fallback.js');
copy('wasm/openjpeg_nowasm_fallback.js', 'openjpeg_nowasm_fallback.js');
replace(path.join(to, 'cmaps.bin'), maps());
fs.readdirSync(path.join(from, 'standard_fonts')).filter(name => /\.(pfb|ttf)$/.test(name)).forEach(name => copy(`standard_fonts/${name}`, `fonts/${name}`));
const texts = ['cmaps/LICENSE', 'standard_fonts/LICENSE_FOXIT', 'standard_fonts/LICENSE_LIBERATION',
  ...['JBIG2', 'OPENJPEG', 'PDFJS_JBIG2', 'PDFJS_OPENJPEG'].map(name => `wasm/LICENSE_${name}`)];
replace(path.join(to, 'licences.txt'), [licences(Object.keys(metafile.inputs).map(file => path.resolve(work, file))),
  ...texts.map(file => `${file}\n\n${read(path.join(from, file)).trim()}\n`)].join('\n----\n\n'));
// Last: it is what tells that all of it is there.
replace(path.join(output, 'js', 'pdf-view.js'), outputFiles[0].text);
