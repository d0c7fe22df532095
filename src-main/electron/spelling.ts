import type { Session } from 'electron';

/**
 * Languages to check in: the system's and English, which agents write everywhere; as many as there are dictionaries for
 * (Chinese has none). `available` are Chromium's codes, some with a country and some without.
 */
export function spellingLanguages(systemLocale: string, available: readonly string[]): string[] {
  const base = (code: string): string => code.replace(/-.*/, '').toLowerCase();
  const own = available.find((code) => code === systemLocale) ?? available.find((code) => code === base(systemLocale));
  const like = own ?? available.find((code) => base(code) === base(systemLocale));
  const languages = like === undefined ? [] : [like];
  if (!languages.some((code) => base(code) === 'en') && available.includes('en-US')) languages.push('en-US');
  return languages;
}

/**
 * Switches the spell checker of all windows. On Windows and Linux Electron fetches a dictionary from its vendor's server
 * when it is first used; macOS has its own checker, which chooses the languages itself.
 */
export function setSpelling(
  session: Pick<Session, 'setSpellCheckerEnabled' | 'setSpellCheckerLanguages' | 'availableSpellCheckerLanguages'>,
  isOn: boolean,
  systemLocale: string,
  platform: NodeJS.Platform,
): void {
  session.setSpellCheckerEnabled(isOn);
  if (!isOn || platform === 'darwin') return;
  session.setSpellCheckerLanguages(spellingLanguages(systemLocale, session.availableSpellCheckerLanguages));
}
