export { parseRunDataMap, type RunDataMap, type RunDataRow } from './run-data-map.js';
export { parseRunMapCsv } from './run-map-csv.js';
