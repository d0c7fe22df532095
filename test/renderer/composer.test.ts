import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Input } from '../../src-preload/contract/index.ts';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { LinkState } from '../../src-renderer/bridge/bridge.ts';
import { type Script, ScriptedError } from '../fakes/transport.ts';
import { key } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { sessionKey } from '../../src-renderer/state/session.svelte.ts';
import { makeRow, timeline } from './preview/data.ts';
import { type Detail, makeItems } from './preview/outbox-items.ts';
import { echoes } from './preview/writing.ts';

let page: Page;
const ticketId = makeRow(0).id;

const open = async (scene = 'lang=en', script: Parameters<typeof openPage>[1] = {}): Promise<void> => {
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage(scene, script);
  await find(page, '[data-item]');
};
/** A core that queues no comment, and says so when the function that is answered is called. */
async function openRefusing(code: 'internal' | 'unauthorized' = 'internal', more: Script = {}): Promise<() => void> {
  let refuse = (): void => {};
  const refused = new Promise<void>((done) => (refuse = done));
  const write = async (): Promise<never> => {
    await refused;
    throw new ScriptedError({ code, message: 'not queued' });
  };
  await open('lang=en', { 'comments.create': write, ...more });
  return refuse;
}
const box = (): Promise<HTMLTextAreaElement> => find<HTMLTextAreaElement>(page, 'form.composer textarea');
const type = (field: HTMLTextAreaElement, text: string): void => {
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
};
const ctrlEnter = (field: Element): boolean =>
  field.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }));
const saves = () => page.transport.callsOf('drafts.save') as Input<'drafts.save'>[];
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
/** The rich editor's own commands, as the agent's typing would give them. */
async function editor(): Promise<{ commands: { insertContent(html: string): boolean } }> {
  const element = await find<HTMLElement & { editor?: never }>(page, '.ProseMirror');
  return (element as unknown as { editor: Awaited<ReturnType<typeof editor>> }).editor;
}

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  expect(page.transport.faults).toEqual([]);
});

describe('the journal', () => {
  it('has on disk what was typed a second ago, at every moment', async () => {
    await open();
    await page.press('c');
    const field = await box();
    vi.useFakeTimers();
    const typed: { at: number; text: string }[] = [];
    let text = '';
    for (let step = 0; step < 60; step += 1) {
      text += String.fromCharCode(97 + (step % 26));
      type(field, text);
      typed.push({ at: Date.now(), text });
      await vi.advanceTimersByTimeAsync(step % 7 === 0 ? 640 : 90);
      const due = typed.findLast(({ at }) => at <= Date.now() - 1_000)?.text ?? '';
      expect((saves().at(-1)?.doc.content ?? '').length).toBeGreaterThanOrEqual(due.length);
    }
    await vi.advanceTimersByTimeAsync(1_000);
    expect(saves().at(-1)?.doc.content).toBe(text);
  });

  it('puts nothing in the place of drafts that could not be read, and is one text however often it is begun', async () => {
    await open('lang=en', {
      'drafts.list': () => {
        throw new ScriptedError({ code: 'internal', message: 'The disk can’t be read.' });
      },
    });
    await page.press('c');
    type(await box(), 'Beside them');
    await waitFor(() => expect(saves()).toHaveLength(1));
    const [{ key }] = saves() as [Input<'drafts.save'>];
    expect(key).toMatch(new RegExp(`^comment:${ticketId}#.`));
    page.app.composer.start('reply', () => ({}));
    page.app.composer.start('comment', () => ({}));
    expect(page.app.composer.key).toBe(key);
    // Once they are known a text has its own place again.
    page.app.composer.discard();
    page.transport.script({ 'drafts.list': () => [] });
    page.transport.emit('drafts.changed', { ids: [key] });
    await waitFor(() => {
      page.app.composer.start('comment', () => ({}));
      const { key: next } = page.app.composer;
      page.app.composer.discard();
      expect(next).toBe(`comment:${ticketId}`);
    });
  });

  it('brings the text back after a reload in the middle of it', async () => {
    const kept = new Map<string, Draft>();
    const disk: Parameters<typeof openPage>[1] = {
      'drafts.save': ({ key, ticketId: of, doc }) => {
        kept.set(key, { key, ticketId: of, doc, savedAt: Date.now() });
        return { savedAt: Date.now() };
      },
      'drafts.list': () => [...kept.values()],
    };
    await open('lang=en', disk);
    await page.press('c');
    type(await box(), 'Half a sentence, and th');
    // The page goes away without asking anything.
    window.dispatchEvent(new Event('pagehide'));
    await waitFor(() => expect(kept.size).toBe(1));
    cleanup();
    await open('lang=en', disk);
    expect((await box()).value).toBe('Half a sentence, and th');
  });

  it('gives the editor back every space that was typed', async () => {
    const content = '<p>Half an </p><p> two  of them</p>';
    const doc = { kind: 'reply', contentType: 'html', content, to: 'a@b.example' };
    await open('lang=en', {
      'drafts.list': () => [{ key: `reply:${ticketId}`, ticketId, doc, savedAt: Date.now() } as unknown as Draft],
    });
    await editor();
    const lines = [...page.container.querySelectorAll('.ProseMirror > div')].map(({ textContent }) => textContent);
    expect(lines).toEqual(['Half an ', ' two  of them']);
  });

  it('keeps each ticket’s text when tickets are switched while a save is under way', async () => {
    let release = (): void => {};
    const slow = new Promise<void>((done) => {
      release = done;
    });
    await open('lang=en', {
      'drafts.save': async () => {
        await slow;
        return { savedAt: Date.now() };
      },
    });
    await page.press('c');
    const field = await box();
    type(field, 'first');
    await waitFor(() => expect(saves().length).toBe(1), { timeout: 5_000 });
    type(field, 'first and more');
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() => expect(page.container.querySelector('form.composer textarea')).toBeNull());
    release();
    await waitFor(() => expect(saves().at(-1)).toMatchObject({ ticketId, doc: { content: 'first and more' } }));
  });

  it('says when the disk refuses, keeps the text, and tries again', async () => {
    let isFull = true;
    await open('lang=en', {
      'drafts.save': () => {
        if (isFull) throw new ScriptedError({ code: 'internal', message: 'full' });
        return { savedAt: Date.now() };
      },
    });
    await page.press('c');
    const field = await box();
    type(field, 'keep me');
    await waitFor(() => expect(page.container.textContent).toContain('could not be kept on disk'));
    expect(field.value).toBe('keep me');
    isFull = false;
    await waitFor(() => expect(page.container.textContent).toContain('Draft kept'), { timeout: 3_000 });
  });

  it('has what a full disk refused while other texts and tickets are gone to, and saves it once there is room', async () => {
    let isFull = true;
    await open('lang=en', {
      'drafts.save': () => {
        if (isFull) throw new ScriptedError({ code: 'internal', message: 'The disk is full.' });
        return { savedAt: Date.now() };
      },
    });
    await page.press('c');
    type(await box(), 'Half a comment');
    await waitFor(() => expect(page.app.composer.saveState).toBe('failed'));
    page.app.composer.start('reply', () => ({}));
    expect(page.app.composer.value?.content).not.toContain('Half');
    page.app.composer.start('comment', () => ({}));
    expect(page.app.composer.value?.content).toBe('Half a comment');
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() => expect(page.app.composer.ticketId).toBe(makeRow(1).id));
    page.app.route.go({ ticketId });
    await waitFor(() => expect(page.app.composer.value?.content).toBe('Half a comment'));
    isFull = false;
    const refused = saves().length;
    await waitFor(() => expect(saves().length).toBeGreaterThan(refused));
    expect(saves().at(-1)).toMatchObject({ key: `comment:${ticketId}`, doc: { content: 'Half a comment' } });
  });

  it('asks nothing: Esc folds, and what was discarded can be taken back', async () => {
    await open();
    await page.press('c');
    const field = await box();
    field.focus();
    type(field, 'not lost');
    await page.press('Escape');
    expect(page.container.querySelector('form.composer textarea')).toBeNull();
    const folded = await find<HTMLElement>(page, 'button.draft');
    expect(folded.textContent).toContain('not lost');
    folded.click();
    await box();
    // Said at once, whenever the core answers.
    page.transport.script({ 'drafts.discard': () => new Promise(() => {}) });
    (await find<HTMLElement>(page, '[aria-label="Discard draft"]')).click();
    await waitFor(() => expect(page.container.querySelector('form.composer textarea')).toBeNull());
    const back = await waitFor(() => {
      const button = [...page.container.querySelectorAll('button')].find((one) => one.textContent === 'Take it back');
      if (!button) throw new Error('no way back');
      return button;
    });
    back.click();
    expect((await box()).value).toBe('not lost');
  });

  it('what was discarded comes back by Ctrl+Z too, after something else was said, from another ticket, and beside what was begun meanwhile', async () => {
    const kept = new Map<string, Draft>();
    await open('lang=en', {
      'drafts.save': ({ key, ticketId: of, doc }) => {
        kept.set(key, { key, ticketId: of, doc, savedAt: Date.now() });
        return { savedAt: 1 };
      },
      'drafts.get': ({ key }) => kept.get(key) ?? null,
      'drafts.list': ({ ticketId: of }) => [...kept.values()].filter((one) => one.ticketId === of).reverse(),
      'drafts.discard': ({ key }) => {
        kept.delete(key);
        return null;
      },
    });
    const undo = (): boolean => key(document.activeElement ?? document.body, 'z', { ctrlKey: true });
    const discard = async (): Promise<void> => {
      (await find<HTMLElement>(page, '[aria-label="Discard draft"]')).click();
      await waitFor(() => expect(page.container.querySelector('form.composer textarea')).toBeNull());
      (document.activeElement as HTMLElement | null)?.blur();
    };
    await page.press('c');
    type(await box(), 'not lost');
    await discard();
    page.app.said.say({ tone: 'done', text: 'Something else' });
    // Another text has its place by now.
    await page.press('c');
    const other = await box();
    other.focus();
    expect(undo()).toBe(true);
    type(other, 'another');
    other.blur();
    expect(undo()).toBe(false);
    await waitFor(async () => expect((await box()).value).toBe('not lost'));
    await waitFor(() =>
      expect([...kept.values()].map(({ doc }) => doc.content).sort()).toEqual(['another', 'not lost']),
    );
    await discard();
    await waitFor(() => expect([...kept.values()].map(({ doc }) => doc.content)).toEqual(['another']));
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() => expect(page.app.composer.ticketId).toBe(makeRow(1).id));
    expect(undo()).toBe(false);
    await waitFor(async () => expect((await box()).value).toBe('not lost'));
    expect(page.app.route.value.ticketId).toBe(ticketId);
    expect(page.app.said.undo()).toBe(false);
  });
});

describe('another window', () => {
  const key = `comment:${ticketId}`;
  const draft = (content: string): Draft => ({ key, ticketId, doc: { kind: 'comment', content }, savedAt: Date.now() });
  async function openBeside(there: () => Draft | null): Promise<HTMLTextAreaElement> {
    await open('lang=en', { 'drafts.list': () => [draft('Written here')], 'drafts.get': there });
    const field = await box();
    expect(field.value).toBe('Written here');
    return field;
  }

  it('that sent or discarded the text leaves nothing here that could be sent again', async () => {
    await openBeside(() => null);
    page.transport.emit('drafts.changed', { ids: [key] });
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    expect(page.app.composer.drafts.size).toBe(0);
    expect(saves()).toEqual([]);
  });

  it('that wrote on is followed', async () => {
    await openBeside(() => draft('Written here, and there'));
    page.transport.emit('drafts.changed', { ids: [key] });
    await waitFor(async () => expect((await box()).value).toBe('Written here, and there'));
  });

  it('takes no word that is not on disk yet', async () => {
    const field = await openBeside(() => null);
    type(field, 'Written here a moment ago');
    page.transport.emit('drafts.changed', { ids: [key] });
    await waitFor(() => expect(saves()).toHaveLength(1));
    expect(field.value).toBe('Written here a moment ago');
    expect(saves()).toMatchObject([{ doc: { content: 'Written here a moment ago' } }]);
  });
});

it('keeps nothing of one agent among the drafts of the next', async () => {
  let isSignedIn = false;
  await open('lang=en', {
    'drafts.save': () => {
      if (!isSignedIn) throw new ScriptedError({ code: 'unauthorized', message: 'Sign in first.' });
      return { savedAt: Date.now() };
    },
    'drafts.list': () => [],
  });
  await page.press('c');
  type(await box(), 'of the agent before');
  await waitFor(() => expect(saves()).toHaveLength(1), { timeout: 5_000 });
  isSignedIn = true;
  const before = saves().length;
  page.app.beginSession('the next agent');
  await page.app.composer.open(ticketId);
  await page.app.composer.flush();
  expect(saves()).toHaveLength(before);
});

describe('sending', () => {
  it.each([
    ['a double Ctrl+Enter', (field: Element) => [ctrlEnter(field), ctrlEnter(field)]],
    [
      'a double click',
      () => {
        const button = page.container.querySelector<HTMLElement>('form.composer .primary');
        button?.click();
        button?.click();
      },
    ],
  ])('queues once on %s', async (_name, press) => {
    await open();
    await page.press('c');
    const field = await box();
    type(field, 'Once only');
    press(field);
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    press(field);
    await wait(400);
    expect(page.transport.callsOf('comments.create')).toEqual([
      expect.objectContaining({ content: 'Once only', isPublic: false, draftKey: `comment:${ticketId}` }),
    ]);
    // A save after that would make the draft again.
    const order = page.transport.calls.map(({ method }) => method);
    expect(order.lastIndexOf('drafts.save')).toBeLessThan(order.indexOf('comments.create'));
  });

  it('shows what was sent before the core has it, and then as the core does', async () => {
    let queue = (): void => {};
    const queued = new Promise<void>((done) => (queue = done));
    await open('lang=en', {
      'comments.create': async ({ jobId = '' }) => {
        await queued;
        const mark = { jobId, state: 'queued', hold: null, until: null } as const;
        const echo = { ...echoes()[0], id: `local-${jobId}`, pending: mark } as TimelineItem;
        return { jobId, localId: `local-${jobId}`, echo };
      },
    });
    await page.press('c');
    const field = await box();
    type(field, 'At once');
    const reads = page.transport.callsOf('tickets.timeline').length;
    ctrlEnter(field);
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    const item = [...page.container.querySelectorAll('[data-item^="comment/local-"]')].at(-1);
    expect(item?.textContent).toContain('At once');
    expect(item?.querySelector('[data-job-look]')?.getAttribute('data-job-look')).toBe('saving');
    queue();
    await waitFor(() => expect(item?.querySelector('[data-job-look=queued]')).not.toBeNull());
    expect(item?.isConnected).toBe(true);
    expect(page.transport.callsOf('tickets.timeline')).toHaveLength(reads);
  });

  it('has no draft any more, whatever of it was on its way to the disk', async () => {
    let write = (): void => {};
    const written = new Promise<void>((done) => (write = done));
    const old = { key: `comment:${ticketId}`, ticketId, savedAt: Date.now() };
    await open('lang=en', {
      'drafts.save': async () => {
        await written;
        return { savedAt: Date.now() };
      },
      'drafts.list': () =>
        saves().length === 0
          ? []
          : [{ ...old, doc: { kind: 'comment', content: 'zsu[@user:7]zsu Once' } as Draft['doc'] }],
    });
    await page.press('c');
    type(await box(), 'Once');
    await waitFor(() => expect(saves()).toHaveLength(1), { timeout: 5_000 });
    ctrlEnter(await box());
    page.transport.emit('drafts.changed', { ids: [] });
    write();
    await waitFor(() => expect(page.app.composer.busy).toBe(false));
    await wait(50);
    expect(page.app.composer.value).toBeNull();
    expect([...page.app.composer.drafts.keys()]).toEqual([]);
  });

  it('is with the core at once, to its last word, also while a save of it is still on its way', async () => {
    await open('lang=en', { 'drafts.save': () => new Promise(() => {}) });
    await page.press('c');
    const field = await box();
    type(field, 'Half');
    await waitFor(() => expect(saves()).toHaveLength(1), { timeout: 5_000 });
    type(field, 'Half and whole');
    ctrlEnter(field);
    await wait(0);
    expect(page.transport.callsOf('comments.create')).toEqual([expect.objectContaining({ content: 'Half and whole' })]);
    expect(saves()).toHaveLength(1);
  });

  it('is a draft again in the moment in which it can’t be queued', async () => {
    const refuse = await openRefusing();
    await page.press('c');
    type(await box(), 'to the last word');
    ctrlEnter(await box());
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    const before = saves().length;
    refuse();
    await waitFor(() => expect(page.app.composer.value).not.toBeNull(), { interval: 1 });
    await wait(0);
    expect(saves().slice(before)).toMatchObject([{ doc: { content: 'to the last word' } }]);
  });

  it('goes on showing it when the ticket is read again meanwhile', async () => {
    await open('lang=en', { 'comments.create': () => new Promise(() => {}) });
    await page.press('c');
    const field = await box();
    type(field, 'At once');
    ctrlEnter(field);
    const reads = page.transport.callsOf('tickets.timeline').length;
    page.transport.emit('tickets.changed', { ids: [ticketId] });
    await waitFor(() => expect(page.transport.callsOf('tickets.timeline').length).toBeGreaterThan(reads));
    await wait(50);
    expect(page.container.querySelector('[data-job-look=saving]')).not.toBeNull();
    page.transport.emit('drafts.changed', { ids: [] });
    await wait(50);
    expect(page.container.querySelector('form.composer')).toBeNull();
  });

  it('answers the customer with the quote made harmless', async () => {
    await open();
    await page.press('r');
    (await editor()).commands.insertContent('<p>Done, <b>Lucas</b>.</p>');
    ctrlEnter(await find(page, '.ProseMirror'));
    await waitFor(() => expect(page.transport.callsOf('replies.send')).toHaveLength(1));
    const [sent] = page.transport.callsOf('replies.send') as Input<'replies.send'>[];
    expect(sent).toMatchObject({ to: 'lucas.carol@zylker.example', contentType: 'html', thenStatus: null });
    expect(sent?.content).toContain('<strong>Lucas</strong>');
    expect(sent?.content).toMatch(/wrote:<\/div><blockquote>.*It stopped again/s);
    expect(sent?.content).not.toMatch(/<details|data-href|class=|track\.example/);
  });

  it('copies in everybody but the desk on reply all', async () => {
    await open('lang=en', {
      'tickets.timeline': () =>
        timeline
          .slice(0, 2)
          .map((item, index) =>
            index === 0
              ? { ...item, to: 'support@desk.example, tom@zylker.example', cc: '"P, R" <priya@zylker.example>' }
              : item,
          ) as typeof timeline,
    });
    await page.press('a');
    await find(page, '.ProseMirror');
    expect(page.app.composer.value).toMatchObject({
      to: 'lucas.carol@zylker.example, tom@zylker.example',
      cc: 'priya@zylker.example',
    });
  });

  it('keeps the text when it can’t be queued', async () => {
    await open('lang=en', {
      'comments.create': () => {
        throw new ScriptedError({ code: 'internal', message: 'disk full' });
      },
    });
    await page.press('c');
    const field = await box();
    type(field, 'still here');
    ctrlEnter(field);
    await waitFor(() => expect(page.container.querySelector('[role=alert]')?.textContent).toContain('still here'));
    expect((await box()).value).toBe('still here');
    await waitFor(() => expect(saves().at(-1)?.doc.content).toBe('still here'));
  });

  it('says so when it can’t be queued and another ticket is open by then', async () => {
    const refuse = await openRefusing();
    await page.press('c');
    type(await box(), 'still here');
    ctrlEnter(await box());
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() => expect(page.app.composer.ticketId).toBe(makeRow(1).id));
    refuse();
    await waitFor(() => expect(page.app.said.value?.text).toContain('back where you wrote it'));
    await waitFor(() => expect(saves().at(-1)).toMatchObject({ ticketId, doc: { content: 'still here' } }));
    expect(page.app.composer.value).toBeNull();
  });

  it('has the keyboard again, so that what is typed on is no shortcut, unless that is elsewhere by then', async () => {
    const refuse = await openRefusing();
    await page.press('c');
    const field = await box();
    field.focus();
    type(field, 'still here');
    ctrlEnter(field);
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    refuse();
    await waitFor(() => expect(document.activeElement?.closest('form.composer')).not.toBeNull());
  });

  it('says so where its ticket is not on screen', async () => {
    const refuse = await openRefusing();
    await page.press('c');
    type(await box(), 'still here');
    ctrlEnter(await box());
    page.app.route.go({ place: 'outbox' });
    refuse();
    await waitFor(() => expect(page.app.said.value?.text).toContain('back where you wrote it'));
  });

  it('shows nothing of what failed to the next agent', async () => {
    const refuse = await openRefusing('unauthorized', { 'drafts.list': () => [] });
    const { composer } = page.app;
    await page.press('c');
    type(await box(), 'of the agent before');
    ctrlEnter(await box());
    await waitFor(() => expect(page.transport.callsOf('comments.create')).toHaveLength(1));
    const kept = saves().length;
    composer.reset('the next agent');
    await composer.open(ticketId);
    expect(composer.busy).toBe(false);
    refuse();
    await wait(600);
    expect(composer.value).toBeNull();
    expect(saves()).toHaveLength(kept);
  });

  it('does not send along what could not be queued before', async () => {
    const refuse = await openRefusing();
    await page.press('c');
    type(await box(), 'first');
    ctrlEnter(await box());
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    await page.press('c');
    const early = await find<HTMLTextAreaElement>(page, '.waiting textarea');
    type(early, 'second');
    ctrlEnter(early);
    refuse();
    await waitFor(() => expect(page.app.composer.value?.content).toMatch(/^first\s*second$/));
    await wait(100);
    expect(page.transport.callsOf('comments.create')).toHaveLength(1);
  });

  it('is folded by Esc from within the rich text too, and unfolded by its key', async () => {
    await open();
    await page.press('r');
    (await editor()).commands.insertContent('Dear Lucas');
    const text = await find<HTMLElement>(page, '.ProseMirror');
    text.focus();
    await page.press('Escape');
    await waitFor(() => expect(page.container.querySelector('form.composer')).toBeNull());
    await page.press('r');
    await waitFor(() => expect(page.container.querySelector('.ProseMirror')?.textContent).toContain('Dear Lucas'));
  });

  it('takes no shortcut from what is typed', async () => {
    await open();
    await page.press('r', 'e', 's');
    await find(page, '.ProseMirror');
    expect(page.transport.callsOf('tickets.close')).toEqual([]);
    expect(page.container.querySelector('[role=menu]')).toBeNull();
  });

  it('makes a comment public only when it is said', async () => {
    await open();
    await page.press('c');
    type(await box(), 'For the customer');
    page.container.querySelectorAll<HTMLElement>('form.composer [role=radio]')[1]?.click();
    await waitFor(() => expect(page.container.querySelector('form.public')).not.toBeNull());
    ctrlEnter(await box());
    await waitFor(() =>
      expect(page.transport.callsOf('comments.create')).toEqual([expect.objectContaining({ isPublic: true })]),
    );
  });
});

describe('an answer that is lost', () => {
  const lost = { code: 'unknownOutcome', message: 'lost' } as const;
  /** A core whose first answer is lost with the connection; `holds` says whether it had written the intent down. */
  async function lose(holds: boolean): Promise<{ back: () => void; field: HTMLTextAreaElement }> {
    const links: ((state: LinkState) => void)[] = [];
    let isLost = false;
    const sent: string[] = [];
    history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
    page = await openPage(
      'lang=en',
      {
        'comments.create': ({ jobId = '' }) => {
          sent.push(jobId);
          if (sent.length > 1) return { jobId, localId: `local-${jobId}`, echo: null };
          isLost = true;
          for (const link of links) link('lost');
          throw new ScriptedError(lost);
        },
        'outbox.get': ({ id }) => {
          if (isLost) throw new ScriptedError({ code: 'offline', message: 'away' });
          return holds && id === sent[0] ? { ...(makeItems()[0] as Detail), id } : null;
        },
      },
      {
        onLink(listener) {
          links.push(listener);
          listener(isLost ? 'lost' : 'connected');
          return () => void links.splice(links.indexOf(listener), 1);
        },
      },
    );
    await find(page, '[data-item]');
    await page.press('c');
    const field = await box();
    type(field, 'Only once');
    ctrlEnter(field);
    await waitFor(() => expect(isLost).toBe(true));
    const back = (): void => {
      isLost = false;
      for (const link of [...links]) link('connected');
    };
    return { back, field };
  }

  it('is looked for: what is in the outbox is sent, and no draft any more', async () => {
    const { back } = await lose(true);
    back();
    await waitFor(() => expect(page.app.composer.busy).toBe(false));
    await wait(400);
    expect(page.container.querySelector('form.composer')).toBeNull();
    expect(page.transport.callsOf('comments.create')).toHaveLength(1);
    const order = page.transport.calls.map(({ method }) => method);
    expect(order.lastIndexOf('drafts.save')).toBeLessThan(order.indexOf('comments.create'));
  });

  it('that was taken as what another window sent is called back under that name', async () => {
    await open('lang=en', {
      'comments.create': () => ({ jobId: 'of-the-other', localId: null, echo: null }),
      'outbox.cancel': ({ id }) => ({ cancelled: [id], draftKey: null }),
    });
    await page.press('c');
    type(await box(), 'Of two windows');
    page.container.querySelectorAll<HTMLElement>('form.composer [role=radio]')[1]?.click();
    await waitFor(() => expect(page.container.querySelector('form.public')).not.toBeNull());
    ctrlEnter(await box());
    await waitFor(() => expect(page.app.said.value?.action).toBeDefined());
    page.app.said.value?.action?.run();
    await waitFor(() =>
      expect(page.transport.callsOf('outbox.cancel')).toEqual([{ id: 'of-the-other', dependents: false }]),
    );
  });

  it('is looked for: what is not there comes back, and is the same intent when it is sent again', async () => {
    const { back } = await lose(false);
    await wait(100);
    expect(page.container.querySelector('form.composer')).toBeNull();
    back();
    expect((await box()).value).toBe('Only once');
    expect(page.container.querySelector('form.composer [role=alert]')?.textContent).toContain('still here');
    ctrlEnter(await box());
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    await waitFor(() => expect(page.app.composer.busy).toBe(false));
    const [first, second] = page.transport.callsOf('comments.create') as Input<'comments.create'>[];
    expect(second).toEqual(first);
  });

  it('keeps nobody from writing the next one: it waits until the first is settled', async () => {
    const { back } = await lose(true);
    await wait(50);
    page.container.querySelector<HTMLElement>('[role=group] button.comment')?.click();
    const waiting = await find<HTMLTextAreaElement>(page, '.waiting textarea');
    type(waiting, 'And one more');
    back();
    expect((await box()).value).toBe('And one more');
    expect(page.transport.callsOf('comments.create')).toHaveLength(1);
  });

  it('locks the composer of its own ticket alone: others are answered meanwhile, and settle each for itself', async () => {
    const { back } = await lose(false);
    const other = makeRow(1).id;
    page.app.route.go({ ticketId: other });
    await waitFor(() => expect(page.app.composer.ticketId).toBe(other));
    await find(page, '[data-item]');
    page.transport.script({
      'drafts.list': () => [],
      'comments.create': ({ jobId = '' }) => ({ jobId, localId: `local-${jobId}`, echo: null }),
    });
    await waitFor(() => expect(page.app.composer.canStart).toBe(true));
    await page.press('c');
    const field = await box();
    expect(field.readOnly).toBe(false);
    type(field, 'On the other ticket');
    ctrlEnter(field);
    await waitFor(() => expect(page.transport.callsOf('comments.create')).toHaveLength(2));
    await waitFor(() => expect(page.app.composer.busy).toBe(false));
    // The first is as much in doubt as before.
    page.app.route.go({ ticketId });
    await waitFor(() => expect(page.app.composer.ticketId).toBe(ticketId));
    await waitFor(() => expect(page.container.querySelector('[data-job-look=saving]')).not.toBeNull());
    expect(page.app.composer.busy).toBe(true);
    page.app.route.go({ ticketId: other });
    back();
    await waitFor(() => expect(saves().at(-1)).toMatchObject({ ticketId, doc: { content: 'Only once' } }));
    expect(page.app.composer.value).toBeNull();
  });

  it('takes nothing of what was begun after it, and gives nothing to it', async () => {
    const kept = new Map<string, Draft>();
    const { back } = await lose(false);
    page.transport.script({
      'drafts.get': ({ key }) => kept.get(key) ?? null,
      'drafts.list': ({ ticketId: of }) => [...kept.values()].filter((draft) => draft.ticketId === of),
      'drafts.save': ({ key, ticketId: of, doc }) => {
        kept.set(key, { key, ticketId: of, doc, savedAt: Date.now() });
        return { savedAt: Date.now() };
      },
    });
    page.container.querySelector<HTMLElement>('[role=group] button.comment')?.click();
    type(await find<HTMLTextAreaElement>(page, '.waiting textarea'), 'And one more');
    page.app.route.go({ ticketId: makeRow(1).id });
    await waitFor(() => expect(kept.size).toBe(1));
    back();
    await waitFor(() => expect(kept.size).toBe(2));
    const texts = [...kept.values()].map(({ ticketId: of, doc }) => [of, doc.content]);
    expect(texts.sort()).toEqual([
      [ticketId, 'And one more'],
      [ticketId, 'Only once'],
    ]);
  });

  it('comes back also when the same agent had to sign in again meanwhile', async () => {
    const { back } = await lose(false);
    page.transport.script({ 'drafts.list': () => [] });
    const key = sessionKey(page.app.session.value as Parameters<typeof sessionKey>[0]);
    page.app.endSession();
    page.app.beginSession(key);
    back();
    await waitFor(() => expect(saves().at(-1)).toMatchObject({ ticketId, doc: { content: 'Only once' } }));
  });

  it('is no licence to send another text under the same name', async () => {
    let isFirst = true;
    await open('lang=en', {
      'comments.create': ({ jobId = '' }) => {
        if (!isFirst) return { jobId, localId: null, echo: null };
        isFirst = false;
        throw new ScriptedError({ code: 'conflict', message: 'taken', fields: { '/jobId': 'taken' } });
      },
    });
    await page.press('c');
    type(await box(), 'Changed since');
    ctrlEnter(await box());
    await waitFor(() =>
      expect(page.container.querySelector('form.composer [role=alert]')?.textContent).toContain(
        'in the outbox already',
      ),
    );
    ctrlEnter(await box());
    await waitFor(() => expect(page.transport.callsOf('comments.create')).toHaveLength(2));
    const [first, second] = page.transport.callsOf('comments.create') as Input<'comments.create'>[];
    expect(second?.jobId).not.toBe(first?.jobId);
  });
});

describe('while writing', () => {
  it('tells that somebody answered meanwhile', async () => {
    let news = false;
    await open('lang=en', {
      'tickets.timeline': () =>
        news
          ? [
              ...timeline,
              {
                ...timeline[5],
                id: '99',
                time: new Date().toISOString(),
                authorName: 'Jade Liu',
                direction: 'out',
                byAgent: true,
              } as (typeof timeline)[0],
            ]
          : timeline,
    });
    await page.press('c');
    type(await box(), 'hm');
    expect(page.container.textContent).not.toContain('meanwhile');
    news = true;
    page.transport.emit('tickets.changed', { ids: [ticketId] });
    await waitFor(() => expect(page.container.textContent).toContain('Jade Liu answered meanwhile'));
    expect((await box()).value).toBe('hm');
  });
});

describe('the echo', () => {
  it('can be called back while it is held, and goes when the real message is there', async () => {
    let items = [...timeline.slice(0, 6), ...echoes()];
    const draft: Draft = {
      key: `reply:${ticketId}`,
      ticketId,
      doc: { kind: 'reply', content: 'Hello again', contentType: 'plainText', to: 'a@b.example' },
      savedAt: Date.now(),
    };
    let isBack = false;
    await open('lang=en', {
      'tickets.timeline': () => items,
      'drafts.list': () => (isBack ? [draft] : []),
      'outbox.cancel': ({ id }) => {
        isBack = true;
        return { cancelled: [id], draftKey: draft.key };
      },
    });
    const echo = await find<HTMLElement>(page, '[data-item="thread/job:job-12"]');
    expect(echo.textContent).toMatch(/Sends in \d+ s/);
    [...echo.querySelectorAll('button')].find((one) => one.textContent === 'Call back')?.click();
    await waitFor(async () => expect((await box()).value).toBe('Hello again'));
    expect(page.transport.callsOf('outbox.cancel')).toEqual([{ id: 'job-12', dependents: false }]);

    items = [...timeline.slice(0, 6), { ...timeline[1]!, id: '77', time: new Date().toISOString() }];
    page.transport.emit('tickets.changed', { ids: [ticketId] });
    await find(page, '[data-item="thread/77"]');
    expect(page.container.querySelector('[data-item^="thread/job:"]')).toBeNull();
  });
});

describe('fields of the head', () => {
  it('change in place, by keys', async () => {
    await open();
    await page.press('s');
    const wanted = await waitFor(() => {
      const item = [...page.container.querySelectorAll<HTMLElement>('[role=menuitemradio]')].find((one) =>
        one.textContent.includes('Escalated'),
      );
      if (!item) throw new Error('no such status');
      return item;
    });
    wanted.click();
    await waitFor(() =>
      expect(page.transport.callsOf('tickets.update')).toEqual([{ id: ticketId, fields: { status: 'Escalated' } }]),
    );
    await page.press('@');
    const filter = await find<HTMLInputElement>(page, 'input[aria-label="Type to find"]');
    filter.value = 'jade';
    filter.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => expect(page.container.querySelectorAll('[role=menuitemradio]').length).toBe(1));
    await page.press('Enter');
    await waitFor(() => expect(page.transport.callsOf('tickets.assign')).toEqual([{ id: ticketId, assigneeId: '2' }]));
    await page.press('e');
    await waitFor(() => expect(page.transport.callsOf('tickets.close')).toHaveLength(1));
  });
});
