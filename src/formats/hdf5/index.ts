export { checkClaim } from './check-claim.js';
export type { Hdf5 } from './library.js';
export { isHdf5, withHdf5File } from './with-hdf5-file.js';
