import { fold } from './search-text.ts';

/** Fields whose values have a word of the agent's language on screen where they are the service's usual ones. */
type WordedField = 'status' | 'priority' | 'channel';

/** What the usual values are called on a Chinese screen; the value without its case and blanks. */
const CHINESE: Record<WordedField, Readonly<Record<string, string>>> = {
  status: { open: '待处理', onhold: '挂起', escalated: '已升级', closed: '已关闭' },
  priority: { urgent: '紧急', high: '高', medium: '中', low: '低' },
  channel: { email: '邮件', phone: '电话', chat: '聊天', web: '网页表单', forums: '论坛' },
};
const keyOf = (value: string): string => fold(value).replace(/[^\p{L}\p{N}]/gu, '');

/** What a value is called on a Chinese screen; null where it stands as the portal writes it. */
export const chineseValue = (field: string, value: string): string | null =>
  Object.hasOwn(CHINESE, field) ? (CHINESE[field as WordedField][keyOf(value)] ?? null) : null;

/** The one of `values` that is called `word` on a Chinese screen; `word` itself where none is, or where it is one. */
export const valueCalled = (field: string, word: string, values: readonly string[]): string =>
  values.includes(word) ? word : (values.find((value) => chineseValue(field, value) === word) ?? word);
