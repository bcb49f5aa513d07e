import { existsSync } from 'node:fs';
import { StorageError } from '../errors/index.js';
import { packageFile } from '../package-file.js';

/** Where the build puts the viewer. */
export const viewer = packageFile('viewer/dist/');

/** Fails with a StorageError when the viewer is not built. */
export function requireViewer(): void {
  if (!existsSync(viewer)) {
    throw new StorageError('missing', 'the viewer is not built', {
      path: viewer.pathname,
      expected: 'the bundle that the build makes',
      found: 'nothing',
      hint: 'run npm run build',
    });
  }
}
