/** One or two letters for a name: "Lucas Carol" → LC, 王芳 → 芳 (the given name's last sign), an address → its first letter. */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (/^\p{Script=Han}+$/u.test(trimmed)) return [...trimmed].at(-1) ?? '';
  const words = trimmed.split(/[\s@._-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const first = [...(words[0] ?? '?')][0] ?? '?';
  const last = trimmed.includes('@') || words.length < 2 ? '' : ([...(words.at(-1) ?? '')][0] ?? '');
  return (first + last).toLocaleUpperCase();
}
