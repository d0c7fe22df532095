/** A picture that the agent put into the text, by the hash of the staged file. */
export const OWN_PICTURE = /^cid:([0-9a-f]{64})@deskhand$/;
/** A picture that is whole within the text. */
export const WHOLE_PICTURE = /^data:image\/(png|jpe?g|gif|webp);base64,([a-z0-9+/=\s]+)$/i;

/** A picture of what was copied, by its source there; `name` is that of a file. */
export interface PastedPicture {
  source: string;
  name: string;
}

const parse = (html: string): HTMLElement => new DOMParser().parseFromString(html, 'text/html').body;

/** Whether what was copied is a picture: a browser puts its file beside such HTML. */
export function isPictureAlone(html: string): boolean {
  const body = parse(html);
  return body.querySelector('img') !== null && body.textContent.trim() === '';
}

/** Pictures that can go along, each once: those that are whole in the HTML, and those of other texts that were written here. */
export function picturesIn(html: string): PastedPicture[] {
  const found = new Map<string, PastedPicture>();
  for (const image of parse(html).querySelectorAll('img')) {
    const source = image.getAttribute('src') ?? '';
    const kind = WHOLE_PICTURE.exec(source)?.[1];
    const alt = image.getAttribute('alt') ?? '';
    const ownName = /\.(?:png|jpe?g|gif|webp)$/i.test(alt) ? alt : 'picture.png';
    if (kind !== undefined) found.set(source, { source, name: `picture.${kind.toLowerCase()}` });
    else if (OWN_PICTURE.test(source)) found.set(source, { source, name: ownName });
  }
  return [...found.values()];
}

/** Whether there are pictures of which only an address came along; what counts readers is none, nor is an emoji, which has its words. */
export const hasFarPictures = (html: string): boolean =>
  [...parse(html).querySelectorAll('img')].some(
    (image) =>
      /^(?:https?|file|blob):/i.test(image.getAttribute('src') ?? '') &&
      !/\p{Extended_Pictographic}/u.test(image.getAttribute('alt') ?? '') &&
      !['width', 'height'].some((side) => /^[0-2](?:px)?$/.test(image.getAttribute(side) ?? '')),
  );

/** The file of a picture that is whole within the text; null where it is another. */
export function fileOfPicture({ source, name }: PastedPicture): File | null {
  const base64 = WHOLE_PICTURE.exec(source)?.[2];
  return base64 === undefined ? null : new File([Uint8Array.from(atob(base64), (one) => one.charCodeAt(0))], name);
}
