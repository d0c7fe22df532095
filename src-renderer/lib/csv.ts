/** What spreadsheets take for a formula at the beginning of a cell (OWASP, CSV injection). */
const FORMULA = /^[\s]*[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20|%]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** One cell: a text that a spreadsheet would take for a formula is kept a text by an apostrophe before it. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  if (typeof value === 'number' || NUMBER.test(text)) return text;
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",;\n\r\t]|^\s|\s$|^'/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows as RFC 4180, with a mark that makes spreadsheets read it as UTF-8. */
export const csvText = (rows: readonly (readonly (string | number | null)[])[]): string =>
  `\uFEFF${rows.map((row) => row.map(csvCell).join(',')).join('\r\n')}\r\n`;
