import { ifReadable } from '../../errors/index.js';
import { numberAt } from '../../json/index.js';
import { ancestor, type Item } from '../item.js';
import type { TiltSeriesFacts } from '../rules/contexts.js';
import { sourceCtf, sourceMdoc, sourceRawTilts } from '../side-cars.js';
import type { SourceContext } from '../source-context.js';
import { alignmentOf } from './alignment-of.js';
import { configured, configuredLength } from './configured.js';
import { volumeStatement } from './volume-statement.js';

/** A tilt series with what is deposited beside it; what cannot be read is left to who needs it. */
export async function tiltSeriesFacts(item: Item, context: SourceContext): Promise<TiltSeriesFacts> {
  const run = ancestor(item, 'run');
  const isFirst = run !== null && (await context.find('tiltseries', run))[0] === item;
  return {
    stack: await volumeStatement(item, 'the header', context),
    pixelSpacing: await ifReadable(async () => configuredLength(item, 'pixel_spacing', context)),
    tiltRange: await ifReadable(async () =>
      configured(item, 'tilt_range', context, (metadata) => {
        const [min, max] = [numberAt(metadata, 'tilt_range', 'min'), numberAt(metadata, 'tilt_range', 'max')];
        return min === null || max === null ? null : { min, max };
      }),
    ),
    mdoc: await ifReadable(() => sourceMdoc(item, context)),
    rawTilts: await ifReadable(() => sourceRawTilts(item, context)),
    ctf: await ifReadable(() => sourceCtf(item, context)),
    alignment: isFirst ? await alignmentOf(run, context) : null,
    compatible: context.options.compatible,
  };
}
