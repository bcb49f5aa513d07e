import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { exportTree } from '../../src/api/export-tree.js';
import { inTemporaryDirectory } from '../support/temporary-directory.js';
import { madePoints, madeRun, writeTree } from './support/made-tree.js';

const test = suite('exports and the published models of their formats');

/** Reads a document with a pydantic model and prints the number of its points. What the models import besides is not needed. */
const script = `
import importlib.util, json, pathlib, sys
from unittest.mock import MagicMock
for name in ('zarr', 'copick', 'copick.util', 'copick.util.ome', 'copick.util.relion'):
    sys.modules[name] = MagicMock()
def load(name, path):
    spec = importlib.util.spec_from_file_location(name, path)
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
kind, models, out = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
if kind == 'copick':
    load('copick.util.escape', models.parent / 'util' / 'escape.py')
    read = load('models', models)
    config = read.CopickConfig(**json.loads((out / 'copick.json').read_text()))
    picks = [read.CopickPicksFile(**json.loads(each.read_text())) for each in out.glob('ExperimentRuns/*/Picks/*.json')]
    print(len(config.pickable_objects), *[len(each.points) for each in picks])
elif kind == 'imod':
    mrcfile = sys.modules['mrcfile'] = MagicMock()
    sys.modules['pandas'] = MagicMock()
    mrcfile.open.return_value.__enter__.return_value.header.nz = 4
    sys.path.insert(0, str(models.parents[2]))
    from etomofiles.data_model.etomo_data import EtomoDataFile
    read = EtomoDataFile.from_directory(out / 'TS_1')
    print(read.basename, read.tilt_series_extension, read.tilt_axis_angle, *read.excluded_views, len(read.xf), *read.rawtlt)
else:
    region = load('models', models).Dataset(**json.loads((out / 'cets.json').read_text())).regions[0]
    print(len(region.alignments[0].projection_alignments), len(region.annotations[0].matrix3D))
`;

/** Places of the models below a directory with checkouts of the repositories. */
const models = {
  copick: ['copick/src/copick/models.py', '1 7'],
  cets: ['cets-data-models/src/cets_data_model/models/models.py', '3 7'],
  imod: ['etomofiles/src/etomofiles/data_model/etomo_data.py', 'TS_1 mrc 85.0 3 4 -30.5 0.0 30.0 60.0'],
} as const;

for (const [format, [path, expected]] of Object.entries(models)) {
  const place = join(process.env.CRYOET_TEST_MODELS ?? '/none', path);
  if (!existsSync(place)) {
    process.stdout.write(`${format}: skipped, CRYOET_TEST_MODELS has no ${path}\n`);
    test.skip(`the model of ${format} accepts its export`);
    continue;
  }
  test(`the model of ${format} accepts its export`, () =>
    inTemporaryDirectory(async (directory) => {
      const out = join(directory, 'out');
      await writeTree(join(directory, 'tree'), madeRun(madePoints(7)));
      await exportTree(join(directory, 'tree'), out, format);
      const found = execFileSync('python3', ['-c', script, format, place, out], { encoding: 'utf8' });
      assert.is(found.trim(), expected);
    }));
}

test.run();
