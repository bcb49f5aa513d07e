import type { Image } from 'image-js';

/** Whether width and height change places when a picture is turned as an orientation of EXIF says. */
export function isOnItsSide(orientation: number): boolean {
  return orientation >= 5 && orientation <= 8;
}

/** A picture as it is meant to be seen: turned and mirrored as an orientation of EXIF (1 to 8) says. */
export function upright(picture: Image, orientation: number): Image {
  switch (orientation) {
    case 2:
      return picture.flip({ axis: 'horizontal' });
    case 3:
      return picture.rotate(180);
    case 4:
      return picture.flip({ axis: 'vertical' });
    case 5:
      return picture.rotate(90).flip({ axis: 'horizontal' });
    case 6:
      return picture.rotate(90);
    case 7:
      return picture.rotate(270).flip({ axis: 'horizontal' });
    case 8:
      return picture.rotate(270);
    default:
      return picture;
  }
}
