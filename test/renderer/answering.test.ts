import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Input } from '../../src-preload/contract/index.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { type Script, ScriptedError } from '../fakes/transport.ts';
import { type EditorFace, isInert, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeDetail, makeRow, timeline } from './preview/data.ts';
import { type Detail, makeItems } from './preview/outbox-items.ts';

let page: Page;
const ticketId = makeRow(0).id;
// jsdom has none; the editor makes one of what is pasted.
vi.stubGlobal('ClipboardEvent', class extends Event {});
const SHA = 'ab'.repeat(32);

async function open(script: Script = {}): Promise<void> {
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage('lang=en', script);
  await find(page, '[data-item]');
}
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

const called = <M extends Parameters<Page['transport']['callsOf']>[0]>(method: M): Input<M>[] =>
  page.transport.callsOf(method) as Input<M>[];
const item = (id: string): Promise<HTMLElement> => find<HTMLElement>(page, `[data-item="${id}"]`);
const box = (): Promise<HTMLTextAreaElement> => find<HTMLTextAreaElement>(page, 'form.composer textarea');
const button = (text: string | RegExp, inside: ParentNode = page.container): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...inside.querySelectorAll<HTMLElement>('button, [role^=menuitem]')].find((one) => {
      const name = one.getAttribute('aria-label') ?? one.textContent.trim();
      return typeof text === 'string' ? name === text : text.test(name);
    });
    if (!found) throw new Error(`no button ${text}`);
    return found;
  });
/** Opens the menu of a message and chooses from it. */
async function choose(id: string, what: string): Promise<void> {
  const root = await item(id);
  (await button('More for this message', root)).click();
  (await button(what, root)).click();
}
const prose = (): Promise<HTMLElement & { editor: EditorFace }> =>
  waitFor(
    () => {
      const found = page.container.querySelector<HTMLElement & { editor: EditorFace }>('.ProseMirror');
      if (!found) throw new Error('no editor yet');
      return found;
    },
    { timeout: 10_000 },
  );
const editor = async (): Promise<EditorFace> => (await prose()).editor;
const detailWith = (more: object): Script => ({
  'tickets.get': ({ id }) => ({ ...makeDetail({ ...makeRow(0), id }), ...more }),
});

describe('files', () => {
  it('are looked at in place, saved, hidden and deleted with a way back', async () => {
    const own = {
      id: 'f1',
      name: 'plan.pdf',
      size: 900,
      threadId: null,
      commentId: null,
      isPublic: false,
      isHeld: true,
    };
    await open({
      ...detailWith({ attachments: [own] }),
      'attachments.open': () => ({
        name: 'plan.txt',
        size: 9,
        kind: 'text',
        url: '/files/x',
        text: '<b>not bold</b>',
        isCut: true,
      }),
    });
    const panel = await find(page, 'section[aria-label=Attachments]');
    (await button(/^Open plan\.pdf/, panel)).click();
    const text = await find(page, 'dialog pre');
    expect(text.textContent).toBe('<b>not bold</b>');
    expect(page.container.textContent).toContain('Only the beginning is shown');
    (await button('Close')).click();
    for (const [what, method, input] of [
      ['Show it to the customer', 'attachments.setVisibility', { ticketId, id: 'f1', isPublic: true }],
      ['Delete from the ticket', 'attachments.delete', { noun: 'ticket', parentId: ticketId, id: 'f1' }],
    ] as const) {
      (await button(/^More for plan.pdf/, panel).catch(() => find<HTMLElement>(page, 'section .more button'))).click();
      (await button(what, panel)).click();
      await waitFor(() => expect(called(method)).toEqual([input]));
    }
    (await button('Take it back')).click();
    await waitFor(() => expect(called('outbox.cancel')).toHaveLength(1));
  });

  it('say why one can’t be had', async () => {
    const { ScriptedError } = await import('../fakes/transport.ts');
    await open({
      'attachments.open': () => {
        throw new ScriptedError({ code: 'offline', message: 'no' });
      },
    });
    (await button(/^Open error-screen/)).click();
    await waitFor(() => expect(page.container.textContent).toContain('It comes when you are online'));
  });
});

describe('comments', () => {
  it('name agents on screen and by their id on the wire', async () => {
    await open({
      'agents.list': () => [
        { id: '1', name: 'Jade Liu', email: 'jade@desk.example', isActive: true, zuid: '4417' },
        { id: '2', name: '王芳', email: null, isActive: true, zuid: '4418' },
      ],
    });
    await page.press('c');
    const field = await box();
    type(field, 'Ask @jad');
    await waitFor(() => expect(page.container.querySelector('[role=listbox] [role=option]')).not.toBeNull());
    key(field, 'Enter');
    expect(field.value).toBe('Ask @Jade Liu ');
    type(field, `${field.value}and @王`);
    await waitFor(() => expect(page.container.querySelectorAll('.field [role=option]')).toHaveLength(1));
    key(field, 'Tab');
    key(field, 'Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(called('comments.create')).toEqual([
        expect.objectContaining({ content: 'Ask zsu[@user:4417]zsu and zsu[@user:4418]zsu ' }),
      ]),
    );
  });

  it('are changed and deleted by whoever wrote them, and nobody else', async () => {
    const mine = timeline.map((one) => (one.id === '20' ? { ...one, isMine: true } : one)) as TimelineItem[];
    await open({ 'tickets.timeline': () => mine });
    await choose('comment/20', 'Edit comment');
    const field = await find<HTMLTextAreaElement>(page, '[data-item="comment/20"] textarea');
    await waitFor(() => expect(isInert(field)).toBe(false));
    expect(field.value).toContain('@Jade Liu have we seen this before?');
    type(field, '@Jade Liu yes');
    key(field, 'Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(called('comments.edit')).toEqual([
        { ticketId, id: '20', content: 'zsu[@user:4417]zsu yes', draftKey: 'edit:comment:20' },
      ]),
    );
    await choose('comment/20', 'Delete comment');
    await waitFor(() => expect(called('comments.delete')).toEqual([{ ticketId, id: '20' }]));
    const other = await item('comment/21');
    (await button('More for this message', other)).click();
    expect(other.textContent).not.toContain('Delete comment');
  });
});

describe('replies', () => {
  const canned = [
    {
      id: 'c1',
      name: 'Thanks',
      shortcut: 'thx',
      text: 'Dear {{contact.firstName|you}},\n#{{ticket.number}} {{nobody}}',
    },
  ];

  it('go out from the department’s address, with its signature, which changes with it', async () => {
    await open({
      'signatures.list': () => [
        { key: 'support@desk.example', text: '{{agent.name}}\nSupport' },
        { key: '', text: 'General' },
      ],
    });
    await waitFor(() => expect(page.app.helps.isRead).toBe(true));
    await page.press('r');
    const made = await editor();
    expect(page.app.composer.value).toMatchObject({ fromEmailAddress: 'support@desk.example' });
    expect(made.getHTML()).toMatch(/^<div><\/div><div><\/div><div>Carol Jensen<\/div><div>Support<\/div>$/);
    made.commands.insertContent('Done.');
    expect(made.getHTML()).toMatch(/^<div>Done\.<\/div><div><\/div><div>Carol/);
    (await button(/Send from/)).click();
    (await button('billing@desk.example')).click();
    await waitFor(() =>
      expect(page.app.composer.value?.content).toBe('<div>Done.</div><div><br></div><div>General</div>'),
    );
    key(await prose(), 'Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(called('replies.send')).toEqual([expect.objectContaining({ fromEmailAddress: 'billing@desk.example' })]),
    );
  });

  it('of nothing but a signature are no drafts, and do not go out', async () => {
    await open({ 'signatures.list': () => [{ key: '', text: 'General' }] });
    await waitFor(() => expect(page.app.helps.isRead).toBe(true));
    await page.press('r');
    key(await prose(), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.container.textContent).toContain('Write something first'));
    expect(called('drafts.save')).toEqual([]);
  });

  it('take canned replies by their short name, and hold what was left open', async () => {
    await open({ 'cannedReplies.list': () => canned });
    await waitFor(() => expect(page.app.helps.canned).toHaveLength(1));
    await page.press('r');
    (await editor()).commands.insertContent(';th');
    await waitFor(() => expect(page.container.querySelector('.float [role=option]')).not.toBeNull());
    key(await prose(), 'Enter');
    await waitFor(() =>
      expect(page.app.composer.value?.content).toBe('<div>Dear Lucas,</div><div>#1042 {{nobody}}</div>'),
    );
    key(await prose(), 'Enter', { ctrlKey: true });
    await waitFor(() =>
      expect(page.container.querySelector('form.composer [role=alert]')?.textContent).toContain('{{nobody}}'),
    );
    expect(called('replies.send')).toEqual([]);
  });

  it('keep pictures in the text by the hash of the file, and no others', async () => {
    await open();
    await page.press('r');
    const made = await editor();
    made.view.pasteHTML(
      `<p data-pm-slice="1 1 []">a<img src="cid:${SHA}@deskhand"><img src="https://track.example/x.gif"><img src="/files/${'x'.repeat(43)}"></p>`,
    );
    expect(made.getHTML()).toContain(`<img src="cid:${SHA}@deskhand"`);
    expect(made.getHTML().match(/<img/g)).toHaveLength(1);
    await waitFor(() =>
      expect(called('attachments.inline').flatMap(({ sources }) => sources)).toContain(`cid:${SHA}@deskhand`),
    );
  });

  it('take what was copied from Word as lists and text, and nothing of its looks', async () => {
    await open();
    await page.press('r');
    const made = await editor();
    made.view.pasteHTML(
      `<html xmlns:o="urn:x"><head><style>p{color:red}</style></head><body><!--[if gte mso 9]><xml>x</xml><![endif]-->
<p class=MsoNormal style="color:red">Hello <b style="font-weight:normal">plain</b> <b>bold</b><o:p></o:p></p><p>&nbsp;</p>
<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·<span> </span></span>one</p>
<p class=MsoListParagraph style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>two</p>
<script>pwned()</script><img src="https://track.example/x.gif"></body></html>`,
    );
    const html = made.getHTML();
    expect(html).toMatch(/<div>Hello plain <strong>bold<\/strong>\s*<\/div>/);
    expect(html).toMatch(/<ul><li><div>one<\/div><\/li><li><div>two<\/div><\/li><\/ul>/);
    expect(html).not.toMatch(/style|pwned|track|·|xml/);
  });

  it('answer the message that was chosen', async () => {
    await open();
    await choose('thread/10', 'Reply to this message');
    (await editor()).commands.insertContent('About the first.');
    key(await prose(), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(called('replies.send')).toEqual([expect.objectContaining({ inReplyToThreadId: '10' })]));
    expect(called('replies.send')[0]?.content).toContain('4.2 update');
  });
});

describe('messages', () => {
  it('that failed are sent again; drafts of the service are sent, gone on with, deleted', async () => {
    await open();
    (await button('Send again', await item('thread/14'))).click();
    await waitFor(() => expect(called('threads.resend')).toEqual([{ ticketId, threadId: '14' }]));
    const draft = await item('thread/15');
    (await button('Send', draft)).click();
    await waitFor(() => expect(called('replies.send')).toEqual([expect.objectContaining({ draftThreadId: '15' })]));
    (await button('Delete draft', draft)).click();
    await waitFor(() => expect(called('replies.deleteDraft')).toEqual([{ ticketId, threadId: '15' }]));
    (await button('Go on writing', draft)).click();
    await waitFor(() =>
      expect(page.app.composer.value).toMatchObject({ draftThreadId: '15', contentType: 'plainText' }),
    );
  });

  it('a draft of the service is sent and deleted as it is on screen', async () => {
    const rows = timeline.map((one) => (one.id === '15' ? { ...one, mark: 'words' } : one)) as TimelineItem[];
    await open({ 'tickets.timeline': () => rows });
    const draft = await item('thread/15');
    (await button('Send', draft)).click();
    const { time } = rows.find(({ id }) => id === '15')!;
    await waitFor(() =>
      expect(called('replies.send')).toMatchObject([{ writing: { opened: { mark: 'words', time } } }]),
    );
    (await button('Delete draft', draft)).click();
    await waitFor(() => expect(called('replies.deleteDraft')).toEqual([{ ticketId, threadId: '15', mark: 'words' }]));
  });

  it('a draft of the service whose answer is lost is looked for, and said to be sent where it is in the outbox', async () => {
    let lost = '';
    await open({
      'replies.send': ({ jobId = '' }) => {
        lost = jobId;
        throw new ScriptedError({ code: 'unknownOutcome', message: 'lost' });
      },
      'outbox.get': ({ id }) => (id === lost ? { ...(makeItems()[0] as Detail), id } : null),
    });
    (await button('Send', await item('thread/15'))).click();
    await waitFor(() => expect(page.app.said.value?.action?.label).toBe('Take it back'));
    expect(lost).not.toBe('');
    expect(called('replies.send')).toHaveLength(1);
  });

  it('a draft whose text has not been read is neither sent nor gone on with', async () => {
    const rows = timeline.map((one) => (one.id === '15' ? { ...one, content: null } : one)) as TimelineItem[];
    await open({ 'tickets.timeline': () => rows });
    const draft = await item('thread/15');
    (await button('Send', draft)).click();
    (await button('Go on writing', draft)).click();
    await waitFor(() => expect(page.container.textContent).toContain('has not been read whole yet'));
    expect(called('replies.send')).toEqual([]);
    expect(page.app.composer.value).toBeNull();
  });

  it('show their own pictures at addresses that the core gave, and remote ones once the sender is trusted', async () => {
    const own = `/files/${'k'.repeat(43)}`;
    const content =
      '<p>x</p><img src="/api/v1/threads/1/inlineImages/a.png"><img src="https://cdn.example.com/logo.png" alt="logo"><img src="https://t.example/o.gif" width="1" height="1">';
    await open({
      'tickets.timeline': () => [{ ...timeline[0], content } as TimelineItem],
      'attachments.inline': ({ sources }) => Object.fromEntries(sources.map((source) => [source, own])),
      'attachments.remote': ({ sources }) =>
        Object.fromEntries(sources.map((source) => [source, 'https://evil.example/x'])),
    });
    const frame = async (): Promise<string> => (await find<HTMLIFrameElement>(page, 'iframe')).srcdoc;
    await waitFor(async () => expect(await frame()).toContain(`src="http://localhost:3000${own}"`));
    expect(await frame()).not.toMatch(/cdn\.example|t\.example/);
    expect(called('attachments.remote')).toEqual([]);
    (await button(/^Always from/)).click();
    await waitFor(() =>
      expect(called('trustedSenders.set')).toEqual([{ address: 'lucas.carol@zylker.example', isTrusted: true }]),
    );
    await waitFor(() =>
      expect(called('attachments.remote')).toEqual([{ sources: ['https://cdn.example.com/logo.png'] }]),
    );
    // What is no address of the page's own never stands in a frame.
    expect(await frame()).not.toContain('evil.example');
  });

  it('are shown as text on demand', async () => {
    await open();
    await choose('thread/10', 'Show as plain text');
    const root = await item('thread/10');
    await waitFor(() => expect(root.querySelector('iframe')).toBeNull());
    expect(root.textContent).toContain('- Model: ZX-4471');
  });
});

describe('fields in the panel', () => {
  const fields: Script = {
    'views.fields': () => ({
      channels: [],
      categories: ['Hardware', 'Software'],
      classifications: [],
      products: [],
      customFields: [{ name: 'Devices', kind: 'number', type: 'number', values: [] }],
      tags: [],
    }),
  };
  it('are changed in place, by their type, and say how their change stands', async () => {
    await open({
      ...fields,
      ...detailWith({
        customFields: [
          { name: 'Devices', value: '3', isApiName: false, type: 'number', items: [] },
          { name: 'cf_vip', value: 'true', isApiName: true, type: 'flag', items: [] },
        ],
        fieldStates: { subCategory: 'waits', 'customFields.Devices': 'conflict' },
      }),
    });
    const updates = (): unknown[] => called('tickets.update').map(({ fields: given }) => given);
    (await button(/^Printers/)).click();
    const text = await find<HTMLInputElement>(page, 'input[aria-label="Change Sub-category"]');
    type(text, 'Scanners');
    key(text, 'Enter');
    (await button(/^HardwareChange Category/)).click();
    (await button('Software')).click();
    (await button(/^3Change Devices/)).click();
    const number = await find<HTMLInputElement>(page, 'input[aria-label="Change Devices"]');
    type(number, 'many');
    key(number, 'Enter');
    await waitFor(() => expect(page.container.textContent).toContain('Write a number'));
    type(number, '12');
    key(number, 'Enter');
    (await button(/Change Email$/)).click();
    const email = await find<HTMLInputElement>(page, 'input[aria-label="Change Email"]');
    type(email, 'lucas');
    key(email, 'Enter');
    await waitFor(() => expect(page.container.textContent).toContain('That is no email address.'));
    type(email, 'lucas@zylker.example');
    key(email, 'Enter');
    (await button(/^YesChange Vip/)).click();
    (await button('No')).click();
    await waitFor(() =>
      expect(updates()).toEqual([
        { subCategory: 'Scanners' },
        { category: 'Software' },
        { customFields: { Devices: 12 } },
        { email: 'lucas@zylker.example' },
        { cf: { cf_vip: false } },
      ]),
    );
    expect(page.container.querySelector('[title="The change is not sent yet"]')).not.toBeNull();
    expect(page.container.querySelector('[title^="Someone else changed this too"]')).not.toBeNull();
  });
});
