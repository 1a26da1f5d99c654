// Bundles the page into the empty folder named on the command line: index.html, and assets whose names carry their hash, each beside its compressed forms.
import { build } from 'esbuild';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const page = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('build.mjs: name the folder to build into.');
  process.exit(1);
}

await mkdir(out, { recursive: true });
if ((await readdir(out)).length > 0) {
  console.error(`build.mjs: ${out} is not empty.`);
  process.exit(1);
}

const result = await build({
  absWorkingDir: page,
  entryPoints: ['src/main.ts', 'src/style.css'],
  outdir: join(out, 'assets'),
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  loader: { '.svg': 'file', '.woff2': 'file' },
  metafile: true,
  logLevel: 'warning',
});

let html = await readFile(join(page, 'index.html'), 'utf8');
for (const [file, { entryPoint }] of Object.entries(result.metafile.outputs)) {
  if (entryPoint) {
    html = html.replace(`./${entryPoint}`, `./assets/${basename(file)}`);
  }
}

await writeFile(join(out, 'index.html'), html);
for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    await writeFile(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}
