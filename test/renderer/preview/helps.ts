import type { Draft } from '../../../src-preload/contract/drafts.ts';
import type { CannedReply, Signature } from '../../../src-preload/contract/writing-helps.ts';
import { makeRow } from './data.ts';

const MINUTE = 60_000;

/** What an agent wrote and did not send: texts, the resolution of the first ticket, and words on tickets that never came to be. */
export function makeDrafts(): Draft[] {
  const made: [string, number | string, Draft['doc']][] = [
    ['reply', 0, { kind: 'reply', content: '<p>Hello Lucas, the fix is</p>', contentType: 'html' }],
    [
      'edit:ticket',
      0,
      { kind: 'edit', form: { text: 'Removed the device and added it again by its address. Fixed in 4.2.1.' } },
    ],
    ['comment', 2, { kind: 'comment', content: 'Charged twice because of', contentType: 'plainText', isPublic: false }],
    ['reply', 4, { kind: 'reply', content: '<p>您好，抬头可以在</p>', contentType: 'html' }],
    [
      'reply',
      'local-1',
      { kind: 'reply', content: '<div>Hello Ana,</div><div>the part is on its way.</div>', contentType: 'html' },
    ],
    ['comment', 'local-1', { kind: 'comment', content: 'She rings again at 4.', contentType: 'plainText' }],
    ['comment', 'local-back', { kind: 'comment', content: '她四点再打来。', contentType: 'plainText' }],
  ];
  return made.map(([place, row, doc], index) => {
    const ticketId = typeof row === 'number' ? makeRow(row).id : row;
    const key = place === 'edit:ticket' ? `${place}:${ticketId}:resolution` : `${place}:${ticketId}`;
    const seenTime = new Date().toISOString();
    return { key, ticketId, doc: { ...doc, seenTime }, savedAt: Date.now() - (index + 1) * MINUTE };
  });
}

export const makeSignatures = (): Signature[] => [
  { key: '', text: 'Best regards,\n{{agent.name}}\nZylker Support' },
  { key: 'support@desk.example', text: 'Best regards,\nCarol Jensen\nTechnical support, Zylker\n+1 888 900 9600' },
];

export const makeCanned = (): CannedReply[] => [
  {
    id: 'c1',
    name: 'Restart the print service',
    shortcut: 'restart',
    text: 'Hello {{contact.firstName}},\n\ncould you restart the print service on both machines?\n\nBest regards,\n{{agent.firstName}}',
  },
  {
    id: 'c2',
    name: '退款进度',
    shortcut: '退款',
    text: '{{contact.name}}，您好！\n\n退款已经提交，预计两个工作日到账。',
  },
  {
    id: 'c3',
    name: 'Ask for the log, the version and the number of machines it happens on',
    shortcut: 'log',
    text: 'Hello,',
  },
  { id: 'c4', name: '', shortcut: '', text: 'Thank you.' },
];
