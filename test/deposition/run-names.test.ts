import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { IngestError } from '../../src/base/errors.js';
import { createItem } from '../../src/deposition/item.js';
import { refuseReservedName } from '../../src/deposition/run-names.js';
import type { EntityType } from '../../src/tree/entities/entity-type.js';

const test = suite('names that the tree uses itself');

const item = (type: EntityType, name: string) => createItem(type, name, null);

test('are refused where they would lie among its own', () => {
  for (const [type, name] of [
    ['dataset', '.cryoet'],
    ['dataset', 'depositions_metadata'],
    ['run', 'Images'],
    ['run', '.cryoet-partial-TS_1-0123456789ab'],
    ['run', '.TS_1'],
    ['dataset', '.10001'],
  ] as const) {
    assert.throws(
      () => refuseReservedName(item(type, name)),
      (error: unknown) => error instanceof IngestError && error.facts.found === name,
      name,
    );
  }
  for (const [type, name] of [
    ['run', 'TS_1.'],
    ['frame', '.TS_1'],
    ['dataset', '10001'],
  ] as const) {
    refuseReservedName(item(type, name));
  }
});

test.run();
