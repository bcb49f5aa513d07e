import { Command } from 'clipanion';
import { convertCommandOptions } from '../options/index.js';
import { type ConvertArguments, convertLocations } from './convert/convert-arguments.js';
import { tableCommand } from './table-command.js';

/** `cryoet convert IN OUT`. */
export class ConvertCommand extends tableCommand(convertLocations, convertCommandOptions) {
  static override paths = [['convert']];

  static override usage = Command.Usage({
    description: 'convert one volume to OME-Zarr or MRC',
    details: `
      Reads IN, a volume of any format that an ingest reads, and writes OUT: an OME-Zarr with its pyramid where the name ends
      in \`.zarr\`, an MRC file where it ends in \`.mrc\`, \`.map\`, \`.rec\`, \`.st\` or \`.mrcs\`. Samples become float32,
      labels of an instance mask uint16. IN and OUT are on a disk or \`s3://bucket/key\`.

      Exit status: 0 fine, 2 could not run.
    `,
    examples: [
      ['To OME-Zarr', 'cryoet convert tomogram.mrc tomogram.zarr'],
      ['And back', 'cryoet convert tomogram.zarr copy.mrc'],
      ['With a voxel size that the header lacks', 'cryoet convert volume.tif volume.zarr --voxel-size 13.48'],
    ],
  });

  protected async run(given: ConvertArguments): Promise<number> {
    const { runConvert } = await import('./convert/run-convert.js');
    return runConvert(given, this.context);
  }
}
