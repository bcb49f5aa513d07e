import { keyPhoto } from '../key-photo.js';

/** The pictures that stand for a dataset. */
export const datasetKeyPhoto = keyPhoto({
  type: 'dataset_keyphoto',
  section: 'dataset_keyphotos',
  slot: 'datasetImage',
  defaults: ['snapshot', 'thumbnail'],
});
