import { ancestor } from '../../sources/item.js';
import { firstKeyImage } from '../convert/key-image/first-key-image.js';
import { keyPhoto } from '../convert/key-image/key-photo.js';

/** The pictures that stand for a dataset: those configured, else its first tomogram's. */
export const datasetKeyPhoto = keyPhoto(async (item, image, context) => {
  const dataset = ancestor(item, 'dataset');
  // A dataset that is only referred to keeps its pictures as it keeps its metadata.
  return dataset === null || dataset.entry?.metadata == null ? null : firstKeyImage(dataset, image, context);
});
