import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { EntityType } from '../../src/entities/index.js';
import { IngestError } from '../../src/errors/index.js';
import { createItem } from '../../src/sources/item.js';
import { refuseReservedName } from '../../src/sources/reserved-names.js';

const test = suite('names that the tree uses itself');

const item = (type: EntityType, name: string) => createItem(type, name, null);

test('are refused where they would lie among its own', () => {
  for (const [type, name] of [
    ['dataset', '.cryoet'],
    ['dataset', 'depositions_metadata'],
    ['run', 'Images'],
    ['run', '.cryoet-partial-TS_1-0123456789ab'],
  ] as const) {
    assert.throws(
      () => refuseReservedName(item(type, name)),
      (error: unknown) => error instanceof IngestError && error.facts.found === name,
      name,
    );
  }
  for (const [type, name] of [
    ['run', '.cryoet'],
    ['run', 'TS_1'],
    ['dataset', '10001'],
  ] as const) {
    refuseReservedName(item(type, name));
  }
});

test.run();
