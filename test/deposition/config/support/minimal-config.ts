/** A configuration with no more than the required sections; `more` is appended, `prefix` comes first. */
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

/** Line of the first line that `more` of {@link minimalConfig} stands in. */
export const firstExtraLine = 17;
