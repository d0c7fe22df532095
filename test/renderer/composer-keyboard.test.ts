import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type EditorFace, key, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { Input } from '../../src-preload/contract/index.ts';
import { writingOf } from '../../src-renderer/state/writing.ts';
import type { Script } from '../fakes/transport.ts';

let page: Page;
const ticketId = makeRow(0).id;

async function open(script: Script = {}): Promise<void> {
  history.replaceState(null, '', `/#/views/myOpen/${ticketId}`);
  page = await openPage('lang=en', script);
  await find(page, '[data-item]');
}
// The editor is loaded when it is wanted: the first time takes long.
beforeAll(() => import('../../src-renderer/components/rich-editor.svelte'));
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});
const button = (text: string): Promise<HTMLElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLElement>('button')].find((one) =>
      (one.getAttribute('aria-label') ?? one.textContent.trim()).startsWith(text),
    );
    if (!found) throw new Error(`no button ${text}`);
    return found;
  });
const field = (label: string): Promise<HTMLInputElement> =>
  waitFor(() => {
    const found = [...page.container.querySelectorAll<HTMLInputElement>('form.composer input')].find(
      ({ labels }) => labels?.[0]?.textContent === label,
    );
    if (!found) throw new Error(`no field ${label}`);
    return found;
  });
/** As a click or Enter does: the button has the keyboard. */
function use(one: HTMLElement): void {
  one.focus();
  one.click();
}

describe('the keyboard stays in the composer', () => {
  it('in Cc once that was asked for, whose button is gone', async () => {
    await open();
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    use(await button('Cc, Bcc'));
    const cc = await field('Cc');
    await waitFor(() => expect(document.activeElement).toBe(cc));
  });

  it('in the text when the quote was taken away by its own button', async () => {
    await open();
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    use(await button('Leave the quote out'));
    await waitFor(() => expect(page.app.composer.value?.quote).toBeNull());
    await waitFor(() => expect(document.activeElement?.closest('form.composer')).not.toBeNull());
    await waitFor(() => expect(document.activeElement?.matches('.ProseMirror')).toBe(true));
  });
});

describe('a text that comes back', () => {
  const draft = {
    key: `reply:${ticketId}`,
    ticketId,
    doc: { kind: 'reply' as const, content: '<p>On it</p>', to: 'a@b.example' },
    savedAt: Date.now(),
  };
  it('by z has the keyboard, at its end', async () => {
    let isBack = false;
    await open({
      'drafts.list': () => (isBack ? [draft] : []),
      'outbox.cancel': ({ id }) => {
        isBack = true;
        // The page may hear of the draft before it hears that the call is over.
        page.transport.emit('drafts.changed', { ids: [draft.key] });
        return { cancelled: [id], draftKey: draft.key };
      },
    });
    await page.press('r');
    const prose = await find<HTMLElement & { editor: EditorFace }>(page, 'form.composer .ProseMirror:focus');
    prose.editor.commands.insertContent('On it');
    key(prose, 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.app.composer.value).toBeNull());
    await waitFor(() => expect(page.app.said.value?.action).toBeDefined());
    await page.press('z');
    await find(page, 'form.composer .ProseMirror:focus');
    expect(page.app.composer.value?.content).toBe('<p>On it</p>');
  });

  it('was sent with all that its composer held', async () => {
    await open();
    await page.press('r');
    const prose = await find<HTMLElement & { editor: EditorFace }>(page, 'form.composer .ProseMirror:focus');
    prose.editor.commands.insertContent('On it');
    const { quote, seenTime } = page.app.composer.value!;
    expect(quote).not.toBeNull();
    key(prose, 'Enter', { ctrlKey: true });
    await waitFor(() => expect(page.transport.callsOf('replies.send')).toHaveLength(1));
    const [sent] = page.transport.callsOf('replies.send') as Input<'replies.send'>[];
    expect(sent?.writing).toMatchObject({ seenTime });
    // As it comes back, though nothing of it was told twice.
    const { content = '', contentType = 'html' } = sent ?? {};
    const doc = { kind: 'reply', content, contentType, ...sent?.writing } as Draft['doc'];
    expect(writingOf(doc)).toMatchObject({ content: '<div>On it</div>', quote, seenTime });
    expect(JSON.stringify(sent?.writing)).not.toContain('It stopped again');
  });

  it('says where the message that it quotes could not be told from it', async () => {
    const content = 'Done.\n\nCarol wrote:\n> Help';
    const doc = { kind: 'reply', contentType: 'plainText', to: 'a@b.example', content } as const;
    await open({ 'drafts.list': () => [{ ...draft, doc }] });
    const form = await find(page, 'form.composer');
    await waitFor(() => expect(form.textContent).toContain('that is quoted is part of the text'));
    page.app.composer.change({ quote: null });
    expect(page.app.composer.value?.content).toBe(content);
  });

  it('by a click on what was folded has the keyboard', async () => {
    await open({ 'drafts.list': () => [draft] });
    await find(page, 'form.composer .ProseMirror');
    page.app.composer.fold();
    use(await button('Draft'));
    await find(page, 'form.composer .ProseMirror:focus');
  });
});

describe('Enter in an address field', () => {
  it('takes the address and stays there: no menu opens', async () => {
    await open();
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    const to = await field('To');
    // What is typed of nobody that is known.
    type(to, 'ann@far.example');
    key(to, 'Enter');
    await waitFor(() => expect(to.value).toBe('ann@far.example, '));
    expect(document.activeElement).toBe(to);
    expect(key(to, 'Enter')).toBe(false);
    expect(to.value).toBe('ann@far.example, ');
    expect(page.container.querySelector('form.composer [role=menu]')).toBeNull();
    // What a browser would press for an Enter in a field.
    const submits = [...page.container.querySelectorAll<HTMLButtonElement>('form.composer button')].filter(
      (one) => one.type === 'submit',
    );
    expect(submits.map(({ textContent }) => textContent)).toEqual([]);
  });

  it('opens everybody who is in Cc, and takes the one that was chosen', async () => {
    await open();
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    use(await button('Cc, Bcc'));
    const cc = await field('Cc');
    const all = Array.from({ length: 20 }, (_, index) => `guest${index + 1}@inn.example`);
    type(cc, all.join(', '));
    const count = await find<HTMLElement>(page, 'form.composer button[title*="guest20@inn.example"]');
    expect(count.textContent).toContain('Cc: 20 people');
    use(count);
    const items = () => [...page.container.querySelectorAll<HTMLElement>('[role=menuitem]')];
    await waitFor(() => expect(items().map((one) => one.textContent.trim())).toEqual(all));
    use(items()[9]!);
    await waitFor(() => expect(document.activeElement).toBe(cc));
    expect(cc.value.slice(cc.selectionStart ?? 0, cc.selectionEnd ?? 0)).toBe('guest10@inn.example');
  });

  it('offers in Cc nobody who is in To', async () => {
    await open({ 'agents.list': () => [{ id: '1', name: 'Lu Han', email: 'luhan@desk.example', isActive: true }] });
    await page.press('r');
    await find(page, 'form.composer .ProseMirror:focus');
    expect((await field('To')).value).toBe('lucas.carol@zylker.example');
    use(await button('Cc, Bcc'));
    const cc = await field('Cc');
    type(cc, 'lu');
    const options = () => [...page.container.querySelectorAll<HTMLElement>('form.composer [role=option]')];
    await waitFor(() => expect(options()).toHaveLength(1));
    expect(options()[0]?.textContent).toContain('luhan@desk.example');
  });
});
