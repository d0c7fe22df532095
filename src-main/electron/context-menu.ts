import { clipboard, type ContextMenuParams, Menu, type MenuItemConstructorOptions, type WebContents } from 'electron';
import type { MenuLanguage } from './menu.ts';

const LABELS = {
  en: {
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    copyLink: 'Copy Link Address',
    learn: 'Add to Dictionary',
    noSuggestions: 'No Suggestions',
  },
  zh: {
    cut: '剪切',
    copy: '复制',
    paste: '粘贴',
    selectAll: '全选',
    copyLink: '复制链接地址',
    learn: '添加到词典',
    noSuggestions: '没有建议',
  },
} as const;

/** What was clicked; `link` is where the link under the pointer leads, '' where there is none. */
export type Clicked = Pick<
  ContextMenuParams,
  'isEditable' | 'selectionText' | 'editFlags' | 'misspelledWord' | 'dictionarySuggestions'
> & { link: string };

export interface ContextActions {
  replace(word: string): void;
  learn(word: string): void;
  copyLink(address: string): void;
}

const LINE: MenuItemConstructorOptions = { type: 'separator' };

/** What a click with the other button offers where it was made; empty where there is nothing to do. */
export function contextMenuTemplate(
  { isEditable, selectionText, editFlags, misspelledWord, dictionarySuggestions, link }: Clicked,
  language: MenuLanguage,
  actions: ContextActions,
): MenuItemConstructorOptions[] {
  const text = LABELS[language];
  if (isEditable) {
    const suggested = dictionarySuggestions.map((word) => ({ label: word, click: () => actions.replace(word) }));
    const spelling: MenuItemConstructorOptions[] = [
      ...(suggested.length > 0 ? suggested : [{ label: text.noSuggestions, enabled: false }]),
      LINE,
      { label: text.learn, click: () => actions.learn(misspelledWord) },
      LINE,
    ];
    return [
      ...(misspelledWord === '' ? [] : spelling),
      { role: 'cut', label: text.cut, enabled: editFlags.canCut },
      { role: 'copy', label: text.copy, enabled: editFlags.canCopy },
      { role: 'paste', label: text.paste, enabled: editFlags.canPaste },
      LINE,
      { role: 'selectAll', label: text.selectAll, enabled: editFlags.canSelectAll },
    ];
  }
  const items: MenuItemConstructorOptions[] = [];
  if (link !== '') items.push({ label: text.copyLink, click: () => actions.copyLink(link) });
  if (selectionText.trim() !== '') items.push({ role: 'copy', label: text.copy, enabled: editFlags.canCopy });
  return items;
}

/** Links of a message carry their target in `data-href`, which Chromium does not take for a link: the page is asked. */
const linkAt = (x: number, y: number): string => `(() => {
  let element = document.elementFromPoint(${x}, ${y});
  if (element instanceof HTMLIFrameElement && element.contentDocument !== null) {
    const { left, top } = element.getBoundingClientRect();
    element = element.contentDocument.elementFromPoint(${x} - left - element.clientLeft, ${y} - top - element.clientTop);
  }
  return element?.closest('[data-href]')?.getAttribute('data-href') ?? '';
})()`;

type Contents = Pick<
  WebContents,
  'on' | 'executeJavaScript' | 'getZoomFactor' | 'replaceMisspelling' | 'session' | 'isDestroyed'
>;

async function linkUnder(contents: Contents, { linkURL, isEditable, x, y }: ContextMenuParams): Promise<string> {
  if (/^(https?|mailto|tel):/.test(linkURL)) return linkURL;
  if (isEditable) return '';
  const zoom = contents.getZoomFactor();
  return String(await contents.executeJavaScript(linkAt(x / zoom, y / zoom)));
}

/** Electron has no context menu of its own. */
export function showContextMenus(contents: Contents, language: () => MenuLanguage): void {
  const actions: ContextActions = {
    replace: (word) => contents.replaceMisspelling(word),
    learn: (word) => void contents.session.addWordToSpellCheckerDictionary(word),
    copyLink: (address) => clipboard.writeText(address),
  };
  contents.on('context-menu', (_event, params) => {
    const show = (link: string): void => {
      if (contents.isDestroyed()) return;
      const template = contextMenuTemplate({ ...params, link }, language(), actions);
      if (template.length > 0) Menu.buildFromTemplate(template).popup();
    };
    // A page that just ended tells of no link; the rest of the menu needs none.
    linkUnder(contents, params).then(show, () => show(''));
  });
}
