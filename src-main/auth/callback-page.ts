/** How a sign-in ended, as the agent's browser shows it. */
export type CallbackPage = 'done' | 'denied' | 'failed' | 'wrongState' | 'usedTwice' | 'notFound';

const TEXTS: Record<'en' | 'zh', Record<CallbackPage, [title: string, text: string]>> = {
  en: {
    done: ['You are signed in', 'Deskhand has what it needs. You can close this tab.'],
    denied: ['Access was denied', 'Deskhand can show nothing without it. Go back to Deskhand and sign in again.'],
    failed: ['The sign-in did not work', 'Deskhand says why. Go back to it and try again.'],
    wrongState: ['This page belongs to another sign-in', 'Use the newest tab, or go back to Deskhand and start again.'],
    usedTwice: ['This sign-in was used already', 'Nothing happened a second time. You can close this tab.'],
    notFound: ['There is nothing here', 'This address only takes the answer of a sign-in to Deskhand.'],
  },
  zh: {
    done: ['登录成功', 'Deskhand 已就绪，可以关闭此页面。'],
    denied: ['未获授权', '没有授权，Deskhand 无法显示任何内容。请回到 Deskhand 重新登录。'],
    failed: ['登录未成功', '原因请见 Deskhand。请回到 Deskhand 重试。'],
    wrongState: ['此页面属于另一次登录', '请使用最新打开的页面，或回到 Deskhand 重新开始。'],
    usedTwice: ['这次登录已经完成', '没有重复执行任何操作，可以关闭此页面。'],
    notFound: ['此处没有内容', '该地址仅用于接收 Deskhand 的登录结果。'],
  },
};

/** A page of static text, in Chinese where the browser prefers it: nothing of the request is put into it. */
export function callbackPage(page: CallbackPage, acceptLanguage: string | undefined): string {
  const language = /^\s*zh/i.test(acceptLanguage ?? '') ? 'zh' : 'en';
  const [title, text] = TEXTS[language][page];
  return `<!doctype html><html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Deskhand</title>
<style>
:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}
body{min-height:90vh;display:grid;place-content:center;margin:0;padding:24px;text-align:center}
h1{font-size:20px;font-weight:600;margin:0 0 8px}p{margin:0;opacity:.75}
</style>
<main><h1>${title}</h1><p>${text}</p></main></html>`;
}
