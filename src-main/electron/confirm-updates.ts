import type { BrowserWindow, Dialog } from 'electron';
import type { MenuLanguage } from './menu.ts';

export interface ConfirmUpdatesDeps {
  dialog: Pick<Dialog, 'showMessageBox'>;
  window: () => BrowserWindow | null;
  language: () => MenuLanguage;
}

const TEXT = {
  en: {
    message: 'Get newer versions of Deskhand from this address?',
    detail: (address: string) =>
      `${address}\n\nWhat comes from there is run on this computer. Allow it only if you know who runs it.`,
    allow: 'Allow',
    cancel: 'Cancel',
  },
  zh: {
    message: '从这个地址获取 Deskhand 的新版本？',
    detail: (address: string) => `${address}\n\n来自该地址的程序会在本机运行。仅在您知道由谁提供时才允许。`,
    allow: '允许',
    cancel: '取消',
  },
};

/** Asks in a dialog of the platform's, which no page can answer. One question at a time: meanwhile the answer is no. */
export function createConfirmUpdates({ dialog, window, language }: ConfirmUpdatesDeps) {
  let isAsking = false;
  return async (address: string): Promise<boolean> => {
    if (isAsking) return false;
    isAsking = true;
    const { message, detail, allow, cancel } = TEXT[language()];
    const buttons = [allow, cancel];
    const question = {
      type: 'warning' as const,
      message,
      detail: detail(address),
      buttons,
      defaultId: 1,
      cancelId: 1,
      noLink: true,
    };
    const parent = window();
    try {
      const { response } = await (parent === null
        ? dialog.showMessageBox(question)
        : dialog.showMessageBox(parent, question));
      return response === 0;
    } finally {
      isAsking = false;
    }
  };
}
