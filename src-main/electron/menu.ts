import type { MenuItemConstructorOptions } from 'electron';

/** Labels that the system does not bring itself (it names the roles in its own language). */
const LABELS = {
  en: {
    file: 'File',
    edit: 'Edit',
    view: 'View',
    go: 'Go',
    settings: 'Settings…',
    print: 'Print Ticket…',
    syncNow: 'Check for New Tickets',
    next: 'Next Ticket',
    previous: 'Previous Ticket',
    back: 'Back to the List',
    myOpen: 'My Open Tickets',
    unassigned: 'Unassigned',
    overdue: 'Overdue',
    allOpen: 'All Open Tickets',
    closed: 'Closed Tickets',
    shortcuts: 'Keyboard Shortcuts',
  },
  zh: {
    file: '文件',
    edit: '编辑',
    view: '显示',
    go: '前往',
    settings: '设置…',
    print: '打印工单…',
    syncNow: '检查新工单',
    next: '下一个工单',
    previous: '上一个工单',
    back: '返回列表',
    myOpen: '我的未完成工单',
    unassigned: '未分配',
    overdue: '已逾期',
    allOpen: '全部未完成工单',
    closed: '已关闭工单',
    shortcuts: '键盘快捷键',
  },
} as const;

export type MenuLanguage = keyof typeof LABELS;

/** The language the agent chose, or the system's. */
export function menuLanguage(chosen: unknown, systemLocale: string): MenuLanguage {
  if (chosen === 'en' || chosen === 'zh') return chosen;
  return systemLocale.toLowerCase().startsWith('zh') ? 'zh' : 'en';
}

/** The menu bar. What is not the system's own business goes to the page as an `app.command`. */
export function menuTemplate(
  language: MenuLanguage,
  isMac: boolean,
  command: (name: string) => void,
): MenuItemConstructorOptions[] {
  const text = LABELS[language];
  const item = (label: string, name: string, accelerator?: string): MenuItemConstructorOptions => ({
    id: name,
    label,
    click: () => command(name),
    ...(accelerator === undefined ? {} : { accelerator }),
  });
  const settings = item(text.settings, 'settings', 'CmdOrCtrl+,');
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const appMenu: MenuItemConstructorOptions = {
    role: 'appMenu',
    submenu: [
      { role: 'about' },
      separator,
      settings,
      separator,
      { role: 'hide' },
      { role: 'hideOthers' },
      separator,
      { role: 'quit' },
    ],
  };
  return [
    ...(isMac ? [appMenu] : []),
    {
      label: text.file,
      submenu: [
        item(text.syncNow, 'syncNow', 'CmdOrCtrl+R'),
        item(text.print, 'print', 'CmdOrCtrl+P'),
        ...(isMac ? [] : [separator, settings]),
        separator,
        { role: isMac ? 'close' : 'quit' },
      ],
    },
    {
      label: text.edit,
      submenu: [
        { role: 'undo' },
        { role: 'redo' },
        separator,
        { role: 'cut' },
        { role: 'copy' },
        { role: 'paste' },
        { role: 'selectAll' },
      ],
    },
    {
      label: text.go,
      submenu: [
        item(text.myOpen, 'view:myOpen', 'CmdOrCtrl+1'),
        item(text.unassigned, 'view:unassigned', 'CmdOrCtrl+2'),
        item(text.overdue, 'view:overdue', 'CmdOrCtrl+3'),
        item(text.allOpen, 'view:allOpen', 'CmdOrCtrl+4'),
        item(text.closed, 'view:closed', 'CmdOrCtrl+5'),
        separator,
        item(text.next, 'nextTicket'),
        item(text.previous, 'previousTicket'),
        item(text.back, 'back'),
      ],
    },
    {
      label: text.view,
      submenu: [
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        separator,
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [item(text.shortcuts, 'shortcuts')] },
  ];
}
