export { type Lease, type LeaseTimes, takeLease } from './lease.js';
export { Superseded } from './superseded.js';
