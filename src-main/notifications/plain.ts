/** What a notification must not carry: controls, and signs that turn letters around or that nobody sees. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const UNSEEN = /[\u00AD\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/gu;

/** Somebody else's words on one line, as they are read; a customer chooses names and subjects. */
export const plain = (text: string): string => text.replace(UNSEEN, '').replace(CONTROLS, ' ').trim();
