import type { MenuLanguage } from './menu.ts';

const TEXT = {
  en: {
    title: 'The console stopped twice',
    what: 'Its page stopped twice within a minute, so it was not opened a third time.',
    kept: 'Nothing is lost: what you were writing is kept, and the outbox goes on sending.',
    again: 'Open the console again',
    report: 'Save a report for support…',
    log: 'Details are in',
  },
  zh: {
    title: '工作台连续两次意外关闭',
    what: '页面在一分钟内意外关闭了两次，因此没有再次自动打开。',
    kept: '没有丢失任何内容：正在写的内容已保留，发件箱仍在发送。',
    again: '重新打开工作台',
    report: '保存支持报告…',
    log: '详细记录见',
  },
} as const;

const escape = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/**
 * What stands in the window when the page can't: words and two links, no script, so that nothing of it can fail. Colours
 * are the system's own beside Deskhand's accent, since the page's styles may be what is broken.
 */
export function crashPage(language: MenuLanguage, logFile: string): string {
  const text = TEXT[language];
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<title>Deskhand</title>
<style>
  :root { color-scheme: light dark; background: Canvas; color: CanvasText; font: 14px/1.6 system-ui, sans-serif; }
  main { max-width: 480px; margin: 18vh auto 0; padding: 0 24px; }
  h1 { font-size: 18px; }
  .mark { display: flex; align-items: center; gap: 8px; font-size: 15px; font-weight: 600; }
  .mark rect { fill: light-dark(#4650c4, #a3abff); }
  .mark path { fill: none; stroke: light-dark(#fff, #14172e); stroke-linejoin: round; stroke-width: 3; }
  .mark circle { fill: light-dark(#fff, #14172e); }
  a { display: inline-block; margin: 8px 8px 8px 0; padding: 3px 12px; border-radius: 6px;
    border: 1px solid color-mix(in srgb, CanvasText 30%, Canvas); color: CanvasText; font-weight: 500; text-decoration: none; }
  a.main { border-color: transparent; background: light-dark(#4650c4, #a3abff); color: light-dark(#fff, #14172e); }
  code { overflow-wrap: anywhere; }
</style>
<main>
  <div class="mark">
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" /><path d="M9 9h6.5a7 7 0 0 1 0 14H9z" /><circle cx="24" cy="9" r="2.6" />
    </svg>
    <span>Deskhand</span>
  </div>
  <h1>${text.title}</h1>
  <p>${text.what}${language === 'zh' ? '' : ' '}${text.kept}</p>
  <p><a class="main" href="/" autofocus>${text.again}</a><a href="/#/settings/data">${text.report}</a></p>
  <p>${text.log} <code>${escape(logFile)}</code></p>
</main>
</html>`;
}
