/** Returns a configuration with the required sections only, after `prefix` and followed by `more`. */
export function minimalConfig(more = '', prefix = ''): string {
  return `${prefix}version: '1.3.0'
standardization_config:
  deposition_id: 10999
  source_prefix: dep1
depositions:
  - sources:
      - literal: { value: [10999] }
datasets:
  - sources:
      - literal: { value: ['10998'] }
runs:
  - sources:
      - source_glob: { list_glob: tomograms/*.rec }
voxel_spacings:
  - sources:
      - literal: { value: [13.48] }
${more}`;
}

/** Line of {@link minimalConfig} at which `more` begins. */
export const firstExtraLine = 17;
