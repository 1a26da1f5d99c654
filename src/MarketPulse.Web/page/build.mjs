// Bundles the page into the empty folder given on the command line: index.html; assets with hashes in their names, each with its compressed
// versions; and report.html, the same page as one file, with a placeholder for its rows.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const page = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
  console.error('build.mjs: give the folder to build into.');
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
const single = await build({
  absWorkingDir: page,
  entryPoints: ['src/report.ts', 'src/style.css'],
  outdir: out,
  bundle: true,
  format: 'iife',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  write: false,
  logLevel: 'warning',
});
const text = (ending) => single.outputFiles.find((file) => file.path.endsWith(ending)).text.trim();
const hash = (content) => `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
const [script, style] = [text('.js'), text('.css')];
// Scenarios are computed by the server, which a report does not have.
const report = (await readFile(join(page, 'index.html'), 'utf8'))
  .replace(' <a href="#/scenario">Scenario</a>', '')
  .replace(
    '<meta charset="utf-8">',
    () =>
      `<meta charset="utf-8">\n    <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; ` +
      `script-src ${hash(script)}; style-src ${hash(style)}">`,
  )
  .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>${style}</style>`)
  .replace(/\s*<script type="module"[^>]*><\/script>/, '')
  .replace(/<noscript>.*<\/noscript>/, '<noscript><p>The report needs JavaScript.</p></noscript>')
  .replace('</body>', () => `<script type="application/json" id="data">@@DATA@@</script>\n    <script>${script}</script>\n  </body>`);
await mkdir(join(out, 'report'));
await writeFile(join(out, 'report', 'report.html'), report);

for (const entry of await readdir(out, { recursive: true, withFileTypes: true })) {
  if (entry.isFile()) {
    const file = join(entry.parentPath, entry.name);
    const content = await readFile(file);
    await writeFile(`${file}.br`, brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
    await writeFile(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}
