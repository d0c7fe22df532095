import type { MenuItemConstructorOptions } from 'electron';
import type { Host } from '../host.ts';

/** What the page's table of commands gives to the menu bar. */
export type MenuGroups = Parameters<NonNullable<Host['setMenu']>>[0];
type MenuGroup = MenuGroups[number];

/** Menus of the system's own roles; it names the roles in its own language. The others are named by the page. */
const LABELS = {
  en: { app: 'Deskhand', edit: 'Edit', look: 'View' },
  zh: { app: 'Deskhand', edit: '编辑', look: '显示' },
} as const;

export type MenuLanguage = keyof typeof LABELS;

/** The language the agent chose, or the system's. */
export function menuLanguage(chosen: unknown, systemLocale: string): MenuLanguage {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return systemLocale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };
const roles = (...names: NonNullable<MenuItemConstructorOptions['role']>[]): MenuItemConstructorOptions[] =>
  names.map((role) => ({ role }));

/**
 * The menu bar: the page's commands with their keys, and what is the system's own business. Without a page that is
 * signed in there are no groups, and only the latter is there. A command goes to the page as an `app.command`.
 */
export function menuTemplate(
  language: MenuLanguage,
  isMac: boolean,
  groups: MenuGroups,
  command: (name: string) => void,
): MenuItemConstructorOptions[] {
  const text = LABELS[language];
  const itemsOf = (group: MenuGroup): MenuItemConstructorOptions[] =>
    group.items.map(({ id, label, hint, accelerator, isEnabled }) => ({
      id,
      // A menu would take a key without Ctrl or Command from whoever types, and two keys in a row it can't have.
      label: hint === '' ? label : `${label} (${hint})`,
      enabled: isEnabled,
      click: () => command(id),
      ...(accelerator === null ? {} : { accelerator }),
    }));
  const named = (id: MenuGroup['id']): MenuItemConstructorOptions[] =>
    groups.filter((group) => group.id === id).flatMap((group) => [...itemsOf(group), SEPARATOR]);
  const own = (['move', 'go', 'write', 'ticket', 'select'] as const).flatMap((id) =>
    groups.filter((group) => group.id === id).map((group) => ({ label: group.label, submenu: itemsOf(group) })),
  );
  const app: MenuItemConstructorOptions = isMac
    ? {
        role: 'appMenu',
        submenu: [
          ...roles('about'),
          SEPARATOR,
          ...named('app'),
          ...roles('hide', 'hideOthers'),
          SEPARATOR,
          ...roles('quit'),
        ],
      }
    : { label: text.app, submenu: [...named('app'), ...roles('quit')] };
  return [
    app,
    {
      label: text.edit,
      submenu: [...roles('undo', 'redo'), SEPARATOR, ...roles('cut', 'copy', 'paste', 'selectAll')],
    },
    ...own,
    {
      label: text.look,
      submenu: [
        ...named('look'),
        ...roles('resetZoom', 'zoomIn', 'zoomOut'),
        SEPARATOR,
        ...roles('togglefullscreen', 'toggleDevTools'),
      ],
    },
    ...roles('windowMenu'),
  ];
}
