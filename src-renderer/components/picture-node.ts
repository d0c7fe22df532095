import { Node } from '@tiptap/core';

/** Pictures that the agent put into the text, by the hash of the staged file. */
export const OWN_PICTURE = /^cid:([0-9a-f]{64})@deskhand$/;

/** A picture within the text; nothing but the agent's own staged files. `show` gives the address to show it at. */
export const createPictureNode = (show: (source: string) => Promise<string | null>) =>
  Node.create({
    name: 'picture',
    group: 'inline',
    inline: true,
    atom: true,
    draggable: true,
    addAttributes: () => ({ src: { default: null }, alt: { default: '' } }),
    parseHTML: () => [
      { tag: 'img[src]', getAttrs: (element) => (OWN_PICTURE.test(element.getAttribute('src') ?? '') ? null : false) },
    ],
    renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
    addNodeView:
      () =>
      ({ node }) => {
        const dom = document.createElement('img');
        const { src, alt } = node.attrs as { src: string; alt: string };
        dom.alt = alt;
        void show(src).then((url) => {
          if (url !== null) dom.src = url;
        });
        return { dom };
      },
  });
