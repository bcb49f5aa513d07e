import { hashFiles } from './hash-file.js';

export default hashFiles;
