import { keyPhoto } from '../convert/key-image/key-photo.js';

/** The pictures that stand for a deposition. */
export const depositionKeyPhoto = keyPhoto({
  type: 'deposition_keyphoto',
  section: 'deposition_keyphotos',
  slot: 'depositionImage',
  defaults: [],
});
