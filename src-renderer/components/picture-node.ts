import { Node } from '@tiptap/core';
import { OWN_PICTURE, WHOLE_PICTURE } from '../lib/mail/pasted-pictures.ts';

/**
 * A picture within the text: the agent's own staged file, or, where the text takes more pictures, one that is whole in what
 * was pasted. `show` gives the address to show it at.
 */
export const createPictureNode = (show: (source: string) => Promise<string | null>, takesMore: boolean) =>
  Node.create({
    name: 'picture',
    group: 'inline',
    inline: true,
    atom: true,
    draggable: true,
    addAttributes: () => ({ src: { default: null }, alt: { default: '' } }),
    parseHTML: () => [
      {
        tag: 'img[src]',
        getAttrs: (element) => {
          const source = element.getAttribute('src') ?? '';
          return OWN_PICTURE.test(source) || (takesMore && WHOLE_PICTURE.test(source)) ? null : false;
        },
      },
    ],
    renderHTML: ({ HTMLAttributes }) => ['img', HTMLAttributes],
    addNodeView:
      () =>
      ({ node }) => {
        const dom = document.createElement('img');
        const { src, alt } = node.attrs as { src: string; alt: string };
        dom.alt = alt;
        if (WHOLE_PICTURE.test(src)) dom.src = src;
        else
          void show(src).then((url) => {
            if (url !== null) dom.src = url;
          });
        return { dom };
      },
  });
