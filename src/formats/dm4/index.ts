export { type Dm4Image, readDm4 } from './read-dm4.js';
