// Copies the pictures that README and docs show from artifacts/, where the tests put them: run `npm test` first, with Chromium.
import { copyFile, mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const artifacts = process.env.CRYOET_ARTIFACTS ?? `${root}artifacts`;
const pictures = { 'neuroglancer-all-layers.png': 'viewer.png', 'ingest-failure-80x24.png': 'terminal.png' };

await mkdir(`${root}docs/pictures`, { recursive: true });
for (const [taken, shown] of Object.entries(pictures)) {
  await copyFile(`${artifacts}/${taken}`, `${root}docs/pictures/${shown}`);
}
