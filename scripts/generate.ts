import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { staleFiles } from './generated-files.ts';

// This file runs as dist/scripts/generate.js.
const root = new URL('../../', import.meta.url);

function readText(path: string): string | undefined {
  try {
    return readFileSync(new URL(path, root), 'utf8');
  } catch {
    return undefined;
  }
}

const checkOnly = process.argv.includes('--check');
for (const file of staleFiles(readText)) {
  if (checkOnly) {
    console.error(`${file.path} is stale: run \`npm run generate\``);
    process.exitCode = 1;
  } else {
    const target = fileURLToPath(new URL(file.path, root));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, file.render());
    console.log(`wrote ${file.path}`);
  }
}
