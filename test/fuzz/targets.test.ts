import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { targets } from './targets/index.js';

const seeds = suite('seeds of the fuzz targets');

seeds(
  'every target reads one of its seeds at least, since mutations of what is refused test little',
  async () => {
    const refused: string[] = [];
    for (const target of targets) {
      const reads = await Promise.all(
        (await target.seeds()).map(async (files) => {
          try {
            await target.read(files);
            return true;
          } catch {
            return false;
          }
        }),
      );
      if (!reads.includes(true)) refused.push(target.name);
    }
    assert.equal(refused, []);
  },
);

seeds.run();
