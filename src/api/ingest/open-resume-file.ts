import { appendFileSync, readFileSync } from 'node:fs';
import { IngestError, StorageError } from '../../errors/index.js';
import type { ResumeFile } from '../../pipeline/index.js';
import { type Proof, parseEntry } from '../../tree/index.js';

const firstLine = '{"format":"cryoet-ingest-ledger","formatVersion":2}';
/** Lines of version 1 have proofs of another form and count for nothing. */
const knownFirstLines = [firstLine, firstLine.replace('2}', '1}')];

/**
 * A ledger in a local file of JSON lines, which is made when there is none. A last line that a killed ingest left
 * unfinished counts for nothing. Fails with an IngestError when the file is something else, and with a StorageError when it
 * cannot be read or written.
 */
export function openResumeFile(path: string): ResumeFile {
  const proofs = new Map<string, Proof>();
  const text = read(path);
  if (text === '') append(path, `${firstLine}\n`);
  else {
    const [first, ...lines] = text.split('\n');
    if (first === undefined || !knownFirstLines.includes(first)) {
      throw new IngestError('not the ledger of an ingest', {
        path,
        expected: `a file that --resume made, beginning with ${firstLine}`,
        found: JSON.stringify(first?.slice(0, 60)),
        hint: 'name a file that does not exist yet',
      });
    }
    for (const line of lines) {
      const noted = parseEntry(line);
      if (noted?.proof != null) proofs.set(noted.made, noted.proof);
    }
    if (!text.endsWith('\n')) append(path, '\n');
  }
  return {
    proofOf: (made) => proofs.get(made) ?? null,
    note(label, made, proof) {
      append(path, `${JSON.stringify({ item: label, made, proof })}\n`);
      proofs.set(made, proof);
    },
  };
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return '';
    throw failure('cannot be read', path, cause);
  }
}

/** In one write, so that several ingests may note in one file. */
function append(path: string, text: string): void {
  try {
    appendFileSync(path, text);
  } catch (cause) {
    throw failure('cannot be written', path, cause);
  }
}

function failure(message: string, path: string, cause: unknown): StorageError {
  return new StorageError('failed', message, {
    path,
    found: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
