import { AppError } from './app-error.ts';

const SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * An address that the system may open, as the URL parser writes it. `invalid` for all that must never be handed to it,
 * e.g. `file:` or `javascript:`.
 */
export function externalUrl(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !SCHEMES.has(parsed.protocol)) {
    throw new AppError('invalid', 'Only web, mail and telephone links can be opened.');
  }
  return parsed.href;
}
