export { type Lease, type LeaseTimes, takeLease, usualTimes } from './lease.js';
export { Superseded } from './superseded.js';
