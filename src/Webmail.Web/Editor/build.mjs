// Bundles the editor: node build.mjs SOURCES WORK OUTPUT
import * as path from 'node:path';
import { licences, prepare, replace } from '../Bundles/packages.mjs';

const [sources, work, output] = process.argv.slice(2).map(part => path.resolve(part));
const esbuild = prepare(sources, work, 'the editor')('esbuild');
const { outputFiles, metafile } = await esbuild.build({
  entryPoints: [path.join(sources, 'editor.js')], absWorkingDir: work, nodePaths: [path.join(work, 'node_modules')], outfile: output,
  bundle: true, write: false, metafile: true, minify: true, format: 'esm', target: 'es2022', legalComments: 'none', logLevel: 'warning',
  banner: { js: '/* Licences of what is in here: editor.licences.txt */' },
});
replace(output.replace(/\.js$/, '.licences.txt'), licences(Object.keys(metafile.inputs).map(file => path.resolve(work, file))));
replace(output, outputFiles[0].text);
