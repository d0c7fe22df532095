import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { CommentItem } from '../../src-preload/contract/comments.ts';
import type { Input, Output } from '../../src-preload/contract/index.ts';
import type { ThreadItem } from '../../src-preload/contract/threads.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { type Script, ScriptedError } from '../fakes/transport.ts';
import { linkOf } from '../../src-renderer/lib/mail/links.ts';
import { type EditorFace, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow, timeline } from './preview/data.ts';
import { makeItems } from './preview/outbox-items.ts';

let page: Page;
const ticketId = makeRow(0).id;

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
const button = (text: string, inside: ParentNode = page.container): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...inside.querySelectorAll<HTMLElement>('button, [role^=menuitem]')].find((one) =>
      (one.getAttribute('aria-label') ?? one.textContent.trim()).startsWith(text),
    );
    if (!found) throw new Error(`no button ${text}`);
    return found;
  });
const box = (): Promise<HTMLTextAreaElement> => find<HTMLTextAreaElement>(page, 'form.composer textarea');
const mail = timeline.find((item) => item.kind === 'thread' && item.direction === 'in') as ThreadItem;
const now = (): string => new Date().toISOString();

describe('an answer', () => {
  it('to what was written in public goes back there: no addresses, plain text, under what it answers', async () => {
    await open({ 'tickets.timeline': () => [{ ...mail, channel: 'FACEBOOK', id: '31' }] });
    await page.press('r');
    type(await box(), 'We see it too.');
    const form = await find<HTMLElement>(page, 'form.composer');
    expect(form.textContent).toContain('The customer sees this on: Facebook');
    expect(form.querySelector('input[type=text]')).toBeNull();
    key(await box(), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(called('replies.send')).toHaveLength(1));
    const [sent] = called('replies.send');
    expect(sent).toMatchObject({
      channel: 'FACEBOOK',
      content: 'We see it too.',
      contentType: 'plainText',
      inReplyToThreadId: '31',
    });
    expect(sent).not.toHaveProperty('to');
    expect(sent).not.toHaveProperty('fromEmailAddress');
  });

  it('to everyone on one message is in that message’s menu', async () => {
    const item = { ...mail, id: '31', to: 'support@desk.example, tom@zylker.example', cc: 'priya@zylker.example' };
    await open({ 'tickets.timeline': () => [item, { ...mail, id: '32', to: 'support@desk.example' }] });
    const root = await find<HTMLElement>(page, '[data-item="thread/31"]');
    (await button('More for this message', root)).click();
    (await button('Reply to everyone on it', root)).click();
    await waitFor(() => expect(page.app.composer.value).toMatchObject({ cc: 'priya@zylker.example' }));
    expect(page.app.composer.value?.to).toContain('tom@zylker.example');
    expect(page.app.composer.value?.inReplyToThreadId).toBe('31');
  });
});

describe('what happens while somebody writes', () => {
  const comment = (more: Partial<CommentItem>): TimelineItem => ({
    kind: 'comment',
    id: '90',
    time: now(),
    authorName: 'Jade Liu',
    byAgent: true,
    isMine: false,
    isPublic: true,
    content: 'Fixed.',
    contentType: 'plainText',
    mentions: {},
    attachments: [],
    ...more,
  });
  it.each([
    ['a colleague’s public comment is told', comment({}), 'Jade Liu wrote to the customer in a comment meanwhile.'],
    ['a private one is not', comment({ isPublic: false }), null],
    ['one’s own is not, whatever one is called there', comment({ isMine: true }), null],
    [
      'a namesake’s answer is told',
      {
        ...mail,
        id: '91',
        time: now(),
        direction: 'out',
        byAgent: true,
        isMine: false,
        authorName: 'Carol Jensen',
      } as TimelineItem,
      'Carol Jensen answered meanwhile.',
    ],
  ])('%s', async (_name, item, words) => {
    let isThere = false;
    await open({ 'tickets.timeline': () => (isThere ? [...timeline, item] : timeline) });
    await page.press('c');
    type(await box(), 'hm');
    isThere = true;
    page.transport.emit('tickets.changed', { ids: [ticketId] });
    await find(page, `[data-item="${item.kind}/${item.id}"]`);
    const form = await find<HTMLElement>(page, 'form.composer');
    if (words === null) expect(form.textContent).not.toContain('meanwhile');
    else await waitFor(() => expect(form.textContent).toContain(words));
  });
});

it('a menu has no line for what it has nothing of', async () => {
  await open();
  await page.press('r');
  await find(page, 'form.composer :is(textarea, .ProseMirror)');
  page.app.commands.run('insertCanned');
  const menu = await find<HTMLElement>(page, 'form.composer [role=menu]');
  expect([...menu.querySelectorAll('[role=group]')].map((one) => one.textContent.trim())).toEqual([
    expect.stringContaining('canned'),
  ]);
});

describe('rich text', () => {
  it('makes links by the keys that the agent chose for it, and leaves those for sending to the form', async () => {
    await open();
    await page.app.commands.remap('link', 'Mod+l');
    await page.app.commands.remap('send', 'F8');
    await page.press('r');
    const prose = await find<HTMLElement & { editor: EditorFace }>(page, '.ProseMirror');
    expect((await button('Link')).title).toBe('Link  Ctrl+L');
    key(prose, 'u', { ctrlKey: true, shiftKey: true });
    expect(page.container.querySelector('dialog')).toBeNull();
    key(prose, 'l', { ctrlKey: true });
    key(await find(page, 'dialog input[inputmode=url]'), 'Escape');
    // It closes the dialog, and does not fold what is written below it.
    expect(page.app.composer.folded).toBe(false);
    (await find<HTMLDialogElement>(page, 'dialog')).dispatchEvent(new Event('cancel', { cancelable: true }));
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    prose.editor.commands.insertContent('It is out.');
    key(prose, 'F8');
    await waitFor(() => expect(called('replies.send')).toHaveLength(1));
  });

  it('has links by key and by their tool, underline, strike and pictures', async () => {
    await open({
      'files.begin': () => ({ uploadId: 'u' }),
      'files.append': () => ({ received: 1 }),
      'files.finish': () => ({ sha256: 'ab'.repeat(32), name: 'dot.png', size: 1 }),
    });
    await page.press('r');
    const prose = await find<HTMLElement & { editor: EditorFace }>(page, '.ProseMirror');
    key(prose, 'u', { ctrlKey: true, shiftKey: true });
    const address = await find<HTMLInputElement>(page, 'dialog input[inputmode=url]');
    type(address, 'javascript:alert(1)');
    key(address, 'Enter');
    await waitFor(() => expect(page.container.querySelector('dialog [role=alert]')).not.toBeNull());
    type(address, 'zylker.example/help');
    key(address, 'Enter');
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    expect(prose.editor.getHTML()).toMatch(
      /<a[^>]* href="https:\/\/zylker\.example\/help"[^>]*>zylker\.example\/help<\/a>/,
    );
    (await button('Underline')).click();
    prose.editor.commands.insertContent('under');
    (await button('Underline')).click();
    (await button('Strike through')).click();
    prose.editor.commands.insertContent('gone');
    expect(prose.editor.getHTML()).toMatch(/<u>under<\/u><s>gone<\/s>/);
    await button('Put a picture into the text');
    const picker = await find<HTMLInputElement>(page, 'input[accept^="image/png"]');
    Object.defineProperty(picker, 'files', { value: [new File(['x'], 'dot.png')] });
    picker.dispatchEvent(new Event('change', { bubbles: true }));
    await waitFor(() => expect(prose.editor.getHTML()).toContain(`cid:${'ab'.repeat(32)}@deskhand`));
  });

  it.each([
    ['zylker.example', 'https://zylker.example/'],
    ['ann@zylker.example', 'mailto:ann@zylker.example'],
    ['tel:+4912345', 'tel:+4912345'],
    ['zylker.example:8080/a', 'https://zylker.example:8080/a'],
    ['file:///etc/passwd', null],
    ['two words', null],
    ['plain', null],
  ])('takes %s as a link to %s', (typed, target) => expect(linkOf(typed)).toBe(target));
});

it.each(['answered', 'lost'])(
  'files pasted onto the ticket’s panel are added to it, once, the core’s answer %s',
  async (answer) => {
    let named = '';
    await open({
      'attachments.add': ({ jobId = '' }) => {
        named = jobId;
        if (answer === 'lost') throw new ScriptedError({ code: 'unknownOutcome', message: 'lost' });
        return { jobId, localId: `local-${jobId}` };
      },
      'outbox.get': ({ id }) => (id === named ? ({ ...makeItems()[0]!, id } as Output<'outbox.get'>) : null),
    });
    const list = await waitFor(() => {
      const found = page.container.querySelector<HTMLElement>('section[aria-label="Attachments"]');
      if (!found) throw new Error('no panel');
      return found;
    });
    const paste = Object.assign(new Event('paste', { bubbles: true, cancelable: true }), {
      clipboardData: { files: [new File(['x'], 'shot.png')] },
    });
    (list.querySelector('button') ?? list).dispatchEvent(paste);
    await waitFor(() => expect(called('attachments.add')).toEqual([expect.objectContaining({ parentId: ticketId })]));
    await waitFor(() => expect(page.app.said.value).toMatchObject({ tone: 'done' }));
    expect(named).not.toBe('');
  },
);

describe('a forward', () => {
  const withFiles = {
    ...mail,
    id: '31',
    attachments: [
      { id: '5', name: 'plan.pdf', size: 12 },
      { id: '6', name: 'log.txt', size: 9 },
    ],
  };
  it('takes the files along that can be had, offers the others, and looks at them', async () => {
    let isOnline = false;
    await open({
      'tickets.timeline': () => [withFiles],
      'attachments.stage': ({ id, name }) => {
        if (id === '6' && !isOnline) throw new ScriptedError({ code: 'offline', message: 'no network' });
        return { sha256: id.padStart(64, '0'), name: name ?? '', size: 12 };
      },
    });
    await page.press('f');
    const form = await find<HTMLElement>(page, 'form.composer');
    await waitFor(() => expect(page.app.composer.value?.files.map(({ name }) => name)).toEqual(['plan.pdf']));
    await waitFor(() => expect(page.app.said.value?.text).toContain('log.txt is not on this machine yet'));
    expect(page.app.said.value?.text).toContain('Add it when you are online.');
    (await button('Open plan.pdf', form)).click();
    await waitFor(() =>
      expect(called('attachments.open')).toEqual([expect.objectContaining({ id: '5'.padStart(64, '0') })]),
    );
    page.app.files.close();
    isOnline = true;
    (await button('Add log.txt', form)).click();
    await waitFor(() => expect(form.textContent).not.toContain('do not go along'));
    (await button('Remove plan.pdf', form)).click();
    await button('Add plan.pdf', form);
    page.app.composer.change({ to: 'ann@y.example' });
    key(await find(page, '.ProseMirror'), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(called('replies.forward')).toHaveLength(1));
    expect(called('replies.forward')[0]?.files?.map(({ name }) => name)).toEqual(['log.txt']);
  });

  it('has the keyboard still while a file is being had, which is asked for once', async () => {
    let fail = (): void => {};
    await open({
      'tickets.timeline': () => [withFiles],
      'attachments.stage': () =>
        new Promise((_, reject) => {
          fail = () => reject(new ScriptedError({ code: 'offline', message: 'no network' }));
        }),
    });
    await page.press('f');
    const form = await find<HTMLElement>(page, 'form.composer');
    await waitFor(() => expect(called('attachments.stage')).toHaveLength(1));
    fail();
    await waitFor(() => expect(called('attachments.stage')).toHaveLength(2));
    fail();
    await waitFor(() => expect(page.app.composer.files.uploads).toEqual([]));
    const add = await button('Add log.txt', form);
    add.focus();
    add.click();
    await waitFor(() => expect(called('attachments.stage')).toHaveLength(3));
    await waitFor(() => expect(page.app.composer.files.uploads).toHaveLength(1));
    // A browser takes the keyboard from what is disabled.
    expect((add as HTMLButtonElement).disabled).toBe(false);
    expect(add.getAttribute('aria-disabled')).toBe('true');
    add.click();
    fail();
    await waitFor(() => expect(page.app.composer.files.uploads).toEqual([]));
    expect(called('attachments.stage')).toHaveLength(3);
  });

  const withPictures = {
    ...mail,
    id: '31',
    attachments: [],
    contentType: 'html' as const,
    content:
      '<p>See</p><img src="cid:a@mail" alt="error" width="120"><img src="cid:a@mail"><img src="/api/v1/threads/31/inlineImages/2" alt="plan"><img src="https://x.example/o.png">',
  };
  const HASHES: Record<string, string> = {
    'cid:a@mail': 'a'.repeat(64),
    '/api/v1/threads/31/inlineImages/2': 'b'.repeat(64),
  };
  const quoted = (): string => page.app.composer.value?.quote?.html ?? '';

  it('takes the pictures within the message along, where they stood', async () => {
    await open({
      'tickets.timeline': () => [withPictures],
      'attachments.stagePicture': ({ source }) => ({ sha256: HASHES[source] ?? '', name: 'picture.png', size: 9 }),
    });
    await page.press('f');
    await find<HTMLElement>(page, 'form.composer');
    const picture = (source: string): string => `src="cid:${HASHES[source]}@deskhand"`;
    await waitFor(() => expect(quoted().match(/<img/g)).toHaveLength(3));
    expect(called('attachments.stagePicture').map((call) => [call.threadId, call.source])).toEqual(
      Object.keys(HASHES).map((source) => ['31', source]),
    );
    expect(quoted().split(picture('cid:a@mail'))).toHaveLength(3);
    expect(quoted()).toContain('width="120"');
    expect(quoted()).not.toMatch(/inlineImages|cid:a@mail|x\.example/);
    expect(page.app.said.value).toBeNull();
  });

  it('leaves a picture out of the quote with its file, and puts it back', async () => {
    await open({
      'tickets.timeline': () => [withPictures],
      'attachments.stagePicture': ({ source }) => ({
        sha256: HASHES[source] ?? '',
        name: source === 'cid:a@mail' ? 'error.png' : 'plan.png',
        size: 9,
      }),
    });
    await page.press('f');
    const form = await find<HTMLElement>(page, 'form.composer');
    await waitFor(() => expect(quoted().match(/<img/g)).toHaveLength(3));
    (await button('Remove plan.png', form)).click();
    await waitFor(() => expect(quoted().match(/<img/g)).toHaveLength(2));
    expect(quoted()).toContain('plan');
    (await button('Add plan', form)).click();
    await waitFor(() => expect(quoted().match(/<img/g)).toHaveLength(3));
    page.app.composer.change({ to: 'ann@y.example' });
    key(await find(page, '.ProseMirror'), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(called('replies.forward')).toHaveLength(1));
    const [sent] = called('replies.forward');
    expect(sent?.files?.map(({ name }) => name)).toEqual(['error.png', 'plan.png']);
    expect(sent?.content).toContain(`cid:${HASHES['cid:a@mail']}@deskhand`);
  });

  it('says how many pictures within the message do not go along, and offers them', async () => {
    await open({
      'tickets.timeline': () => [withPictures],
      'attachments.stagePicture': () => {
        throw new ScriptedError({ code: 'notFound', message: 'This picture can’t be had now.' });
      },
    });
    await page.press('f');
    await waitFor(() =>
      expect(page.app.said.value?.text).toContain('The 2 pictures within the message do not go along.'),
    );
    const form = await find<HTMLElement>(page, 'form.composer');
    await button('Add error', form);
    expect(quoted()).toBe('<p>See</p>errorplan');
  });

  it('in which nothing was written is no draft, though files came along', async () => {
    await open({ 'tickets.timeline': () => [withFiles] });
    await page.press('f');
    await waitFor(() => expect(page.app.composer.value?.files).toHaveLength(2));
    await find(page, '.ProseMirror');
    page.app.composer.fold();
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    expect(called('drafts.save')).toEqual([]);
  });

  it('that has only whom it goes to is a draft, and there again', async () => {
    await open({ 'tickets.timeline': () => [withFiles] });
    await page.press('f');
    await find(page, '.ProseMirror');
    type(await find<HTMLInputElement>(page, 'form.composer [role=combobox]'), 'ann@y.example');
    page.app.composer.fold();
    expect((await find(page, 'button.draft')).textContent).toContain('ann@y.example');
    await waitFor(() => expect(called('drafts.save')).toHaveLength(1));
    const { key: draftKey, doc } = called('drafts.save')[0]!;
    cleanup();
    await open({ 'drafts.list': () => [{ key: draftKey, ticketId, doc, savedAt: 1 }] });
    expect((await find<HTMLInputElement>(page, 'form.composer [role=combobox]')).value).toBe('ann@y.example');
  });
});

describe('a reply', () => {
  it('that goes to whom it went by itself is no draft, one that somebody is copied into is', async () => {
    await open();
    await page.press('r');
    await find(page, '.ProseMirror');
    const { to } = page.app.composer.value!;
    expect(to).not.toBe('');
    page.app.composer.change({ to: `${to}, ` });
    page.app.composer.fold();
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    expect(called('drafts.save')).toEqual([]);
    await page.press('r');
    await find(page, '.ProseMirror');
    page.app.composer.change({ cc: 'ann@y.example' });
    page.app.composer.fold();
    await waitFor(() => expect(called('drafts.save')).toMatchObject([{ doc: { cc: 'ann@y.example' } }]));
  });
});

describe('the address field', () => {
  it('completes the address that is being written, by keys, and leaves the others alone', async () => {
    await open({
      'agents.list': () => [{ id: '1', name: 'Lu Han', email: 'luhan@desk.example', isActive: true }],
    });
    await page.press('r');
    // It takes the focus when it comes.
    await find(page, '.ProseMirror');
    const field = await find<HTMLInputElement>(page, 'form.composer [role=combobox]');
    expect(field.value).toBe('lucas.carol@zylker.example');
    type(field, 'tom@zylker.example; lu');
    const options = () => [...page.container.querySelectorAll<HTMLElement>('form.composer [role=option]')];
    await waitFor(() => expect(options().map(({ textContent }) => textContent)).toHaveLength(2));
    expect(field.getAttribute('aria-expanded')).toBe('true');
    // Contact and ticket are the same person; the agent is another.
    expect(options().map((one) => one.textContent.trim().replace(/\s+/g, ' '))).toEqual([
      'Lucas Carol lucas.carol@zylker.example',
      'Lu Han luhan@desk.example',
    ]);
    key(field, 'ArrowDown');
    await waitFor(() => expect(options()[1]?.getAttribute('aria-selected')).toBe('true'));
    expect(field.getAttribute('aria-activedescendant')).toBe(options()[1]?.id);
    key(field, 'Enter');
    await waitFor(() => expect(field.value).toBe('tom@zylker.example; luhan@desk.example, '));
    expect(options()).toEqual([]);
    // In the middle of the list too; Esc closes the offers and not the composer.
    type(field, 'tom@zylker.example, luc, x@y.example');
    field.setSelectionRange(23, 23);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(options()).toHaveLength(1));
    key(field, 'Escape');
    await waitFor(() => expect(options()).toEqual([]));
    expect(page.app.composer.folded).toBe(false);
    field.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(options()).toHaveLength(1));
    key(field, 'Tab');
    await waitFor(() => expect(field.value).toBe('tom@zylker.example, lucas.carol@zylker.example, x@y.example'));
  });
});

describe('signature and canned replies', () => {
  it('are reached by keys, from the settings, and where the service told no addresses', async () => {
    await open({ 'mailReplyAddresses.list': () => [] });
    await page.press('r');
    await find(page, '.ProseMirror');
    (await button('From', await find(page, 'form.composer'))).click();
    (await button('Edit the signature')).click();
    await waitFor(() => expect(page.app.dialogs.value).toMatchObject({ name: 'signature' }));
    page.app.dialogs.close();
    page.app.composer.fold();
    (await find<HTMLElement>(page, '[role=region]')).focus();
    await page.press(';');
    await waitFor(() => expect(page.app.dialogs.value).toMatchObject({ name: 'canned' }));
    page.app.dialogs.close();
    await waitFor(() => expect(page.container.querySelector('dialog')).toBeNull());
    await page.press('g', 'i');
    await waitFor(() => expect(page.app.dialogs.value).toMatchObject({ name: 'signature', address: null }));
  });

  it('are there for addresses that a first sync brings after the console is up', async () => {
    let addresses: Output<'mailReplyAddresses.list'> = [];
    await open({ 'mailReplyAddresses.list': () => addresses });
    addresses = [{ id: '1', address: 'late@desk.example', name: 'Late', departmentId: null }];
    page.transport.emit('mailReplyAddresses.changed', { ids: ['1'] });
    await waitFor(() => expect(page.app.helps.addresses).toEqual(addresses));
  });

  it('stand in the settings with one entry for each address', async () => {
    history.replaceState(null, '', '/#/settings/writing');
    page = await openPage('lang=en');
    (await button('Edit the signature of support@desk.example')).click();
    expect(page.app.dialogs.value).toEqual({ name: 'signature', address: 'support@desk.example' });
    page.app.dialogs.close();
    (await button('Edit canned replies')).click();
    expect(page.app.dialogs.value).toEqual({ name: 'canned' });
  });
});

it('keys that were given to a command stand wherever it is named', async () => {
  await open();
  await page.app.commands.remap('reply', 'y');
  await page.app.commands.remap('timer', 'F8');
  const reply = await waitFor(() => {
    const found = page.container.querySelector<HTMLElement>('.bar .reply kbd');
    expect(found?.textContent).toBe('Y');
    return found!;
  });
  expect(reply.closest('button')?.title).toBe('Reply  Y');
  await waitFor(() => expect(page.container.querySelector('[title$="  F8"]')).not.toBeNull());
});
