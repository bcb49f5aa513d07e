// Pages have another (`browser` of package.json).
export { availableParallelism } from 'node:os';
