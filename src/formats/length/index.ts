export { angstromsIn, metresIn } from './length-units.js';
