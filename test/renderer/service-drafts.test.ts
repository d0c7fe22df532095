import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { Input, Output } from '../../src-preload/contract/index.ts';
import type { ThreadItem } from '../../src-preload/contract/threads.ts';
import { type Script, ScriptedError } from '../fakes/transport.ts';
import { type EditorFace, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow, timeline } from './preview/data.ts';
import { makeItems } from './preview/outbox-items.ts';

let page: Page;
const ticketId = makeRow(0).id;
const LOCAL = 'local-00000000-0000-4000-8000-000000000001';

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
const prose = (): Promise<HTMLElement & { editor: EditorFace }> =>
  waitFor(
    () => {
      const found = page.container.querySelector<HTMLElement & { editor: EditorFace }>('.ProseMirror');
      if (!found) throw new Error('no editor yet');
      return found;
    },
    { timeout: 10_000 },
  );
const write = async (text: string): Promise<boolean> => (await prose()).editor.commands.insertContent(text);
const form = (): HTMLElement => page.container.querySelector<HTMLElement>('form.composer')!;
const says = (words: string): Promise<void> => waitFor(() => expect(form().textContent).toContain(words));
const serviceDraft = (id: string, more: Partial<ThreadItem> = {}): ThreadItem => ({
  ...(timeline.find((item) => item.kind === 'thread') as ThreadItem),
  id,
  direction: 'out',
  byAgent: true,
  status: 'DRAFT',
  content: 'kept there',
  contentType: 'plainText',
  ...more,
});

describe('a reply', () => {
  it('is kept on the service by its key, says how that stands, is written over and sent as that draft', async () => {
    let state: 'queued' | 'sent' = 'queued';
    await open({
      'replies.draft': ({ draftThreadId }) => ({ jobId: 'job-d', localId: draftThreadId === undefined ? LOCAL : null }),
      'outbox.get': ({ id }) =>
        ({ ...makeItems()[0]!, id, state, serverId: state === 'sent' ? '4711' : null }) as Output<'outbox.get'>,
    });
    await page.press('r');
    await write('First words.');
    key(await prose(), 's', { ctrlKey: true });
    await waitFor(() => expect(called('replies.draft')).toHaveLength(1));
    expect(called('replies.draft')[0]).toMatchObject({ ticketId, to: 'lucas.carol@zylker.example', files: [] });
    expect(called('replies.draft')[0]?.content).toMatch(/First words.*wrote:/s);
    await says('Queued for the service as a draft.');
    state = 'sent';
    page.transport.emit('outbox.changed', { ids: ['job-d'] });
    await says('Also kept on the service as a draft.');
    await waitFor(() => expect(page.app.composer.value?.draftThreadId).toBe('4711'));
    await write(' More.');
    await says('The service keeps an older text of this draft.');
    (await button('Keep this text there')).click();
    await waitFor(() => expect(called('replies.draft')[1]).toMatchObject({ draftThreadId: '4711' }));
    await says('Also kept on the service as a draft.');
    key(await prose(), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(called('replies.send')).toEqual([expect.objectContaining({ draftThreadId: '4711' })]));
  });

  it('is kept once where the core’s answer is lost: it is looked for in the outbox, and gone on with', async () => {
    let lost = '';
    await open({
      'replies.draft': ({ jobId = '' }) => {
        lost = jobId;
        throw new ScriptedError({ code: 'unknownOutcome', message: 'lost' });
      },
      'outbox.get': ({ id }) =>
        (id === lost ? { ...makeItems()[0]!, id, state: 'queued', localId: LOCAL } : null) as Output<'outbox.get'>,
    });
    await page.press('r');
    await write('First words.');
    key(await prose(), 's', { ctrlKey: true });
    await says('Queued for the service as a draft.');
    expect(page.app.composer.value).toMatchObject({ keptBy: lost, draftThreadId: LOCAL });
    expect(called('replies.draft')).toHaveLength(1);
  });

  it('leaves the text of another ticket alone, when it is told late that the service has it', async () => {
    let tell = (): void => {};
    const told = new Promise<void>((resolve) => (tell = resolve));
    let isSent = false;
    const other: Draft = {
      key: `reply:${makeRow(1).id}`,
      ticketId: makeRow(1).id,
      doc: { kind: 'reply', content: '<div>For somebody else.</div>', contentType: 'html', to: 'else@zylker.example' },
      savedAt: 1,
    };
    await open({
      'drafts.list': ({ ticketId: of }) => (of === other.ticketId ? [other] : []),
      'replies.draft': () => ({ jobId: 'job-d', localId: LOCAL }),
      'outbox.get': async ({ id }) => {
        if (isSent) await told;
        return { ...makeItems()[0]!, id, state: isSent ? 'sent' : 'queued', serverId: isSent ? '4711' : null };
      },
    });
    await page.press('r');
    await write('First words.');
    key(await prose(), 's', { ctrlKey: true });
    await says('Queued for the service as a draft.');
    isSent = true;
    page.transport.emit('outbox.changed', { ids: ['job-d'] });
    page.app.route.go({ ticketId: other.ticketId });
    await waitFor(() => expect(page.app.composer.value?.content).toContain('For somebody else.'));
    tell();
    // What is asked after it is answered after it.
    await page.app.bridge.call('outbox.get', { id: 'job-d' });
    expect(page.app.composer.value).toMatchObject({ draftThreadId: null, to: 'else@zylker.example' });
  });

  it.each(['kept', 'discarded in another window'])(
    'that was left before the core answered knows its draft there: %s',
    async (what) => {
      let tell = (): void => {};
      const told = new Promise<void>((resolve) => (tell = resolve));
      const drafts = new Map<string, Draft>();
      await open({
        'drafts.save': (draft) => {
          drafts.set(draft.key, { ...draft, savedAt: 1 });
          return { savedAt: 1 };
        },
        'drafts.get': ({ key: of }) => drafts.get(of) ?? null,
        'drafts.list': ({ ticketId: of }) => [...drafts.values()].filter((draft) => draft.ticketId === of),
        'replies.draft': async ({ draftThreadId }) => {
          await told;
          return { jobId: 'job-d', localId: draftThreadId === undefined ? LOCAL : null };
        },
        'outbox.get': ({ id }) => ({ ...makeItems()[0]!, id, state: 'queued' }),
      });
      await page.press('r');
      await write('First words.');
      key(await prose(), 's', { ctrlKey: true });
      await waitFor(() => expect(called('replies.draft')).toHaveLength(1));
      page.app.route.go({ ticketId: makeRow(1).id });
      await waitFor(() => expect(page.app.composer.ticketId).toBe(makeRow(1).id));
      await waitFor(() => expect(drafts.size).toBe(1));
      if (what !== 'kept') drafts.clear();
      tell();
      await waitFor(() => expect(page.app.said.value?.text).toContain('service'));
      page.app.route.go({ ticketId });
      if (what !== 'kept') {
        await waitFor(() => expect(page.app.composer.canStart).toBe(true));
        expect(page.app.composer.value).toBeNull();
        expect(drafts.size).toBe(0);
        return;
      }
      await waitFor(() => expect(page.app.composer.value).toMatchObject({ draftThreadId: LOCAL, keptBy: 'job-d' }));
      key(await prose(), 's', { ctrlKey: true });
      await waitFor(() => expect(called('replies.draft')[1]).toMatchObject({ draftThreadId: LOCAL }));
    },
  );

  it('is kept from the menu beside Send, with blanks still open, but not without an address', async () => {
    await open();
    await page.press('r');
    await write('Dear {{contact.nickname}}');
    page.app.composer.change({ to: '' });
    (await button('More ways to send', form())).click();
    (await button('Keep on the service as a draft')).click();
    await says('Give at least one address.');
    page.app.composer.change({ to: 'a@b.example' });
    (await button('More ways to send', form())).click();
    (await button('Keep on the service as a draft')).click();
    await waitFor(() => expect(called('replies.draft')).toHaveLength(1));
  });

  it('shows the files that the service’s draft has besides its own, and takes them off there', async () => {
    const draft = serviceDraft('77', { attachments: [{ id: '5', name: 'plan.pdf', size: 10 }] });
    await open({ 'tickets.timeline': () => [...timeline.slice(0, 2), draft] });
    (await button('Go on writing', await find(page, '[data-item="thread/77"]'))).click();
    (await button('Remove plan.pdf', await find(page, 'form.composer'))).click();
    await waitFor(() =>
      expect(called('attachments.delete')).toEqual([{ noun: 'ticket', parentId: ticketId, id: '5', threadId: '77' }]),
    );
  });
});

describe('a draft of the service', () => {
  it('that another program set out in lines is gone on with as its reader sees it', async () => {
    const content =
      '<div>\n  <p>Hello\n    <b>there </b> you</p>\n  beside\n  <p>\n    Again\n  </p>\n  <ul>\n <li> one\n</li></ul>\n last</div>';
    await open({ 'tickets.timeline': () => [timeline[0]!, serviceDraft('78', { content, contentType: 'html' })] });
    (await button('Go on writing', await find(page, '[data-item="thread/78"]'))).click();
    await prose();
    const lines = [...page.container.querySelectorAll('.ProseMirror :is(p, div:not(:has(p, div)))')].map(
      ({ textContent }) => textContent,
    );
    expect(lines.map((line) => line?.trimEnd())).toEqual(['Hello there you', 'beside', 'Again', 'one', 'last']);
  });

  it('is gone on with beside what is written here of another reply, and neither hides the other', async () => {
    const mine: Draft = {
      key: `reply:${ticketId}`,
      ticketId,
      doc: { kind: 'reply', content: 'my own words', contentType: 'plainText', to: 'a@b.example' },
      savedAt: Date.now(),
    };
    await open({
      'drafts.list': () => [mine],
      'tickets.timeline': () => [...timeline.slice(0, 2), serviceDraft('77')],
    });
    const box = () => find<HTMLTextAreaElement>(page, 'form.composer textarea');
    expect((await box()).value).toBe('my own words');
    (await button('Go on writing', await find(page, '[data-item="thread/77"]'))).click();
    await waitFor(async () => expect((await box()).value).toBe('kept there'));
    type(await box(), 'kept there and here');
    (await button('Earlier versions')).click();
    (await button('Reply: my own words')).click();
    await waitFor(async () => expect((await box()).value).toBe('my own words'));
    // Asked for again, it is the one with what was written on it.
    (await button('Go on writing', await find(page, '[data-item="thread/77"]'))).click();
    await waitFor(async () => expect((await box()).value).toBe('kept there and here'));
  });

  it('has earlier versions in a menu that has the keyboard as soon as they are there', async () => {
    const version = {
      id: 1,
      savedAt: 1,
      doc: { kind: 'reply', content: 'first words', contentType: 'plainText' },
    } as const;
    await open({
      'drafts.versions': () => [version],
      'drafts.list': () => [
        { key: `reply:${ticketId}`, ticketId, doc: { ...version.doc, content: 'last words' }, savedAt: 2 },
      ],
    });
    const box = await find<HTMLTextAreaElement>(page, 'form.composer textarea');
    box.focus();
    (await button('Earlier versions')).click();
    await waitFor(() => expect(document.activeElement?.textContent).toMatch(/^.{3,12}first words$/));
    const first = document.activeElement as HTMLElement;
    key(first, 'Escape');
    await waitFor(() => expect(document.activeElement).toBe(box));
    expect(box.value).toBe('last words');
  });

  it('that is deleted leaves what is written here of it as a reply of its own', async () => {
    await open({ 'tickets.timeline': () => [...timeline.slice(0, 2), serviceDraft('77')] });
    const item = await find(page, '[data-item="thread/77"]');
    (await button('Go on writing', item)).click();
    await waitFor(() => expect(page.app.composer.value?.draftThreadId).toBe('77'));
    (await button('Delete draft', item)).click();
    await waitFor(() => expect(page.app.composer.value).toMatchObject({ draftThreadId: null, content: 'kept there' }));
  });
});

describe('undo', () => {
  it('calls a reply back into the composer, by z', async () => {
    let isBack = false;
    const draft: Draft = {
      key: `reply:${ticketId}`,
      ticketId,
      doc: { kind: 'reply', content: 'Too early', contentType: 'plainText', to: 'a@b.example' },
      savedAt: Date.now(),
    };
    await open({
      'drafts.list': () => (isBack ? [draft] : []),
      'outbox.cancel': ({ id }) => {
        isBack = true;
        return { cancelled: [id], draftKey: draft.key };
      },
    });
    await page.press('r');
    await write('Too early');
    key(await prose(), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    await waitFor(() => expect(page.container.textContent).toContain('Reply queued.'));
    await page.press('z');
    await waitFor(async () =>
      expect((await find<HTMLTextAreaElement>(page, 'form.composer textarea')).value).toBe('Too early'),
    );
    expect(called('outbox.cancel')).toHaveLength(1);
  });

  it('is offered for what the customer will see, not for what agents write among themselves', async () => {
    await open();
    await page.press('c');
    type(await find<HTMLTextAreaElement>(page, 'form.composer textarea'), 'among us {{contact.nickname}}');
    key(await find(page, 'form.composer textarea'), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.container.textContent).toContain('Comment queued.'));
    expect(page.app.said.value?.action).toBeUndefined();
    await page.press('c');
    type(await find<HTMLTextAreaElement>(page, 'form.composer textarea'), 'to all {{contact.nickname}}');
    page.app.composer.change({ isPublic: true });
    key(await find(page, 'form.composer textarea'), 'Enter', { ctrlKey: true });
    // A blank that nobody filled does not go to the customer.
    await says('Fill in before sending: {{contact.nickname}}');
    page.app.composer.change({ content: 'to all of you' });
    key(await find(page, 'form.composer textarea'), 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.app.said.value?.action?.label).toBe('Undo'));
    expect(called('comments.create')).toHaveLength(2);
  });
});
