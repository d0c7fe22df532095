import { cleanup, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TimelineItem } from '../../src-preload/contract/tickets.ts';
import { createDraftDisk } from '../fakes/draft-disk.ts';
import { ScriptedError, type Script } from '../fakes/transport.ts';
import { isInert, type } from './hands.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow, timeline } from './preview/data.ts';

let page: Page;
const refused = (): never => {
  throw new ScriptedError({ code: 'internal', message: 'The disk does not answer.' });
};
const { drafts, script: disk } = createDraftDisk();
const keep = (key: string, form: Record<string, unknown>, ticketId: string | null = null): void =>
  void drafts.set(key, { key, ticketId, doc: { kind: 'edit', form }, savedAt: 1 });
const formOf = (key: string): unknown => drafts.get(key)?.doc['form'];
const open = async (hash: string, script: Script = {}): Promise<void> => {
  history.replaceState(null, '', `/${hash}`);
  page = await openPage('lang=en', { ...disk, ...script });
};
async function press(name: string, within = 'dialog, main'): Promise<void> {
  await waitFor(() => {
    const button = [...page.container.querySelectorAll<HTMLElement>(`:is(${within}) button`)].find(
      (one) => one.textContent.trim() === name,
    );
    if (!button) throw new Error(`no button ${name}`);
    button.click();
  });
}
/** A field that can be written in. */
async function field(selector: string): Promise<HTMLTextAreaElement> {
  return waitFor(() => {
    const found = page.container.querySelector<HTMLTextAreaElement>(selector);
    if (found === null || isInert(found)) throw new Error(`nothing to write in: ${selector}`);
    return found;
  });
}
const isGone = (selector: string): Promise<void> =>
  waitFor(() => expect(page.container.querySelector(selector)).toBeNull());
beforeEach(() => drafts.clear());
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

const ticketId = makeRow(0).id;
const mine = timeline.map((one) => (one.id === '20' ? { ...one, isMine: true } : one)) as TimelineItem[];
const COMMENT = '[data-item="comment/20"] textarea';
const SIGNATURE = 'dialog textarea';
const openSignature = (): void => page.app.dialogs.open({ name: 'signature', address: null });

it('words that another window wrote in the same form are not handed over with these', async () => {
  keep('edit:signature:', { text: 'Jade' });
  const saved: { by: unknown; over: unknown }[] = [];
  await open('', {
    'drafts.save': ({ key, ticketId: of, doc, over }) => {
      saved.push({ by: doc['by'], over });
      const isOthers = key === 'edit:signature:';
      const at = isOthers ? `${key}#mine` : key;
      drafts.set(at, { key: at, ticketId: of, doc, savedAt: 2 });
      return { savedAt: 2, ...(isOthers ? { key: at } : {}) };
    },
  });
  await find(page, '[role=option]');
  openSignature();
  type(await field(SIGNATURE), 'Jade, Zylker');
  await waitFor(() => expect(formOf('edit:signature:#mine')).toEqual({ text: 'Jade, Zylker' }));
  expect(saved[0]).toEqual({ by: expect.any(String) as string, over: 1 });
  keep('edit:signature:', { text: 'Of the other window' });
  await press('Save');
  await isGone('dialog');
  await waitFor(() => expect(drafts.has('edit:signature:#mine')).toBe(false));
  expect(formOf('edit:signature:')).toEqual({ text: 'Of the other window' });
});

describe('words that can’t be read', () => {
  it('are waited for where the core says no more than that it failed: nothing takes their place', async () => {
    keep('edit:signature:', { text: 'Jade, Zylker' });
    await open('', { 'drafts.get': refused });
    await find(page, '[role=option]');
    openSignature();
    const area = await find<HTMLTextAreaElement>(page, SIGNATURE);
    await waitFor(() => expect(page.container.querySelector('dialog')?.textContent).toContain('cannot be read yet'));
    expect(isInert(area)).toBe(true);
    await page.press('!');
    await press('Save');
    page.transport.script(disk);
    expect((await field(SIGNATURE)).value).toBe('Jade, Zylker!');
    expect(page.container.querySelector('dialog')?.textContent).not.toContain('cannot be read yet');
    await waitFor(() => expect(formOf('edit:signature:')).toEqual({ text: 'Jade, Zylker!' }));
    expect(page.transport.callsOf('signatures.save')).toEqual([]);
  });

  it('of a record are beside what was typed meanwhile, which was not saved over them', async () => {
    keep('edit:contact:904', { phone: '555-0100' });
    await open('#/contacts/904', { 'drafts.get': refused });
    await find(page, 'main [role=region]');
    await page.press('e');
    type(await find<HTMLInputElement>(page, '[data-field=city] input'), 'Dallas');
    await press('Save', 'main');
    await waitFor(() => expect(page.container.querySelector('main')?.textContent).toContain('cannot be read yet'));
    expect(page.transport.callsOf('drafts.save')).toEqual([]);
    expect(page.transport.callsOf('contacts.update')).toEqual([]);
    page.transport.script(disk);
    await waitFor(() => expect(formOf('edit:contact:904')).toEqual({ phone: '555-0100', city: 'Dallas' }), {
      timeout: 5_000,
    });
  });
});

describe('words that the disk does not let go of', () => {
  it('are not kept once more, and are asked away until they are', async () => {
    await open(`#/views/myOpen/${ticketId}`, { 'tickets.timeline': () => mine });
    keep('edit:comment:20', { text: 'Half an edit', chosen: [] }, ticketId);
    page.transport.emit('drafts.changed', { ids: ['edit:comment:20'] });
    await waitFor(async () => expect((await field(COMMENT)).value).toBe('Half an edit'));
    page.transport.script({ 'drafts.discard': refused });
    await press('Leave as it was', '[data-item="comment/20"]');
    await waitFor(() => expect(page.transport.callsOf('drafts.discard').length).toBeGreaterThan(1), { timeout: 5_000 });
    page.transport.script(disk);
    await waitFor(() => expect(drafts.size).toBe(0), { timeout: 5_000 });
    expect(page.transport.callsOf('drafts.save')).toEqual([]);
  });

  it('are not in the form when it is opened again, nor go with what is typed there then', async () => {
    keep('edit:signature:', { text: 'Jade, Zylker' });
    await open('', { 'drafts.discard': refused });
    await find(page, '[role=option]');
    openSignature();
    const before = (await field(SIGNATURE)).defaultValue;
    await press('Cancel', 'dialog');
    await isGone('dialog');
    openSignature();
    expect((await field(SIGNATURE)).value).toBe(before);
    type(await field(SIGNATURE), 'J. Liu');
    page.transport.script(disk);
    await waitFor(() => expect(formOf('edit:signature:')).toEqual({ text: 'J. Liu' }));
    const discards = page.transport.callsOf('drafts.discard').length;
    page.app.dialogs.close();
    await isGone('dialog');
    openSignature();
    await waitFor(async () => expect((await field(SIGNATURE)).value).toBe('J. Liu'));
    expect(page.transport.callsOf('drafts.discard')).toHaveLength(discards);
  });
});

describe('words that were discarded', () => {
  const undo = (): boolean => page.app.said.undo();
  it('are in the form of a new ticket or record again, for a while', async () => {
    await open('');
    await find(page, '[role=option]');
    page.app.dialogs.open({ name: 'create', contact: null });
    type(await field('dialog [name=subject]'), 'Half a thought');
    await waitFor(() => expect(drafts.has('ticket:new')).toBe(true));
    await press('Discard draft', 'dialog');
    await isGone('dialog');
    expect(drafts.size).toBe(0);
    expect(undo()).toBe(true);
    expect((await field('dialog [name=subject]')).value).toBe('Half a thought');
    page.app.dialogs.close();
    await isGone('dialog');
    page.app.dialogs.open({ name: 'record', noun: 'account', preset: {} });
    type(await field('dialog [id$="-accountName"]'), 'Zylker');
    await press('Discard draft', 'dialog');
    await isGone('dialog');
    expect(undo()).toBe(true);
    expect((await field('dialog [id$="-accountName"]')).value).toBe('Zylker');
  });

  it('of a comment are in its place again; of two that were discarded, each', async () => {
    await open(`#/views/myOpen/${ticketId}`, { 'tickets.timeline': () => mine });
    keep('edit:comment:20', { text: 'Half an edit', chosen: [] }, ticketId);
    await waitFor(() => expect(page.app.composer.isRead).toBe(true));
    page.transport.emit('drafts.changed', { ids: [`reply:${ticketId}`] });
    await waitFor(async () => expect((await field(COMMENT)).value).toBe('Half an edit'));
    await press('Leave as it was', '[data-item="comment/20"]');
    await isGone(COMMENT);
    page.app.said.say({ tone: 'done', text: 'Something else' });
    expect(undo()).toBe(true);
    await waitFor(async () => expect((await field(COMMENT)).value).toBe('Half an edit'));
    expect(undo()).toBe(false);
  });
});

describe('words that a full disk does not take', () => {
  it('are in their form when it is opened again', async () => {
    await open('', { 'drafts.save': refused });
    await find(page, '[role=option]');
    openSignature();
    type(await field(SIGNATURE), 'J. Liu');
    await waitFor(() => expect(page.container.querySelector('dialog')?.textContent).toContain('could not be put'));
    page.app.dialogs.close();
    await isGone('dialog');
    openSignature();
    expect((await field(SIGNATURE)).value).toBe('J. Liu');
    page.transport.script(disk);
    await waitFor(() => expect(formOf('edit:signature:')).toEqual({ text: 'J. Liu' }), { timeout: 5_000 });
  });
});

describe('keys that are typed before what was kept is read', () => {
  let held: PromiseWithResolvers<null>;
  const late: Script = {
    'drafts.get': async ({ key }) => {
      await held.promise;
      return drafts.get(key) ?? null;
    },
  };
  beforeEach(() => {
    held = Promise.withResolvers();
  });
  const keyboardIn = (selector: string): Promise<void> =>
    waitFor(() => {
      const at = document.activeElement;
      expect(at?.querySelector(selector) ?? null).not.toBeNull();
      expect(at).not.toBe(document.body);
    });

  it('are behind it in a comment', async () => {
    keep('edit:comment:20', { text: 'Half an edit', chosen: [] }, ticketId);
    await open(`#/views/myOpen/${ticketId}`, { ...late, 'tickets.timeline': () => mine });
    await find(page, COMMENT);
    await keyboardIn('textarea');
    await page.press(' ', 'e', 'r', 'Enter', 'x');
    held.resolve(null);
    const area = await field(COMMENT);
    await waitFor(() => expect(area.value).toBe('Half an edit er\nx'));
    expect(document.activeElement).toBe(area);
    expect(page.app.composer.value).toBeNull();
    await waitFor(() => expect(formOf('edit:comment:20')).toMatchObject({ text: 'Half an edit er\nx' }));
  });

  it('are behind it in a signature', async () => {
    keep('edit:signature:', { text: 'Jade' });
    await open('', late);
    await find(page, '[role=option]');
    openSignature();
    await find(page, SIGNATURE);
    await keyboardIn('textarea');
    await page.press(' ', 'L', 'Backspace', 'O');
    held.resolve(null);
    const area = await field(SIGNATURE);
    await waitFor(() => expect(area.value).toBe('Jade O'));
    expect(document.activeElement).toBe(area);
  });

  it('are in the name of a canned reply that is begun', async () => {
    await open('', { ...late, 'cannedReplies.list': () => [{ id: 'One', name: 'One', shortcut: '', text: 'One.' }] });
    await waitFor(() => expect(page.app.helps.canned).toHaveLength(1));
    page.app.dialogs.open({ name: 'canned' });
    await find(page, SIGNATURE);
    expect(document.activeElement?.tagName).toBe('BUTTON');
    await press('New', 'dialog');
    await keyboardIn('textarea');
    await page.press('H', 'i');
    held.resolve(null);
    const name = await field('dialog form input');
    await waitFor(() => expect(name.value).toBe('Hi'));
    expect(document.activeElement).toBe(name);
  });

  it('are behind it in a long field of a ticket', async () => {
    keep(`edit:ticket:${ticketId}:resolution`, { text: 'Changed the' }, ticketId);
    await open(`#/views/myOpen/${ticketId}`, late);
    const row = await waitFor(() => {
      const found = [...page.container.querySelectorAll<HTMLElement>('aside .row')].find(
        (one) => one.querySelector('dt')?.textContent.trim() === 'Resolution',
      );
      if (!found) throw new Error('no such field');
      return found;
    });
    row.querySelector<HTMLElement>('dd button')!.click();
    await keyboardIn('textarea');
    await page.press(' ', 'j', 'k');
    held.resolve(null);
    const area = await field('aside textarea');
    await waitFor(() => expect(area.value).toBe('Changed the jk'));
    expect(document.activeElement).toBe(area);
    expect(page.app.route.value.ticketId).toBe(ticketId);
  });

  it('are in the first field of a record that is made, behind what was typed there', async () => {
    drafts.set('account:new', {
      key: 'account:new',
      ticketId: null,
      doc: { kind: 'account', accountName: 'Zyl' },
      savedAt: 1,
    });
    await open('', late);
    await find(page, '[role=option]');
    page.app.dialogs.open({ name: 'record', noun: 'account', preset: {} });
    const form = await find<HTMLFormElement>(page, 'dialog form');
    await waitFor(() => expect(document.activeElement).toBe(form));
    await page.press('k', 'e', 'r');
    held.resolve(null);
    await waitFor(() => expect(document.activeElement?.id).toMatch(/accountName$/));
    expect((document.activeElement as HTMLInputElement).value).toBe('Zylker');
  });

  it('are in the subject of a new ticket whose contact is known, else where one is looked for', async () => {
    await open('', late);
    await find(page, '[role=option]');
    const contact = { id: '904', name: 'Lucas Carol', email: 'lucas@zylker.example' };
    for (const [who, name] of [
      [contact, 'subject'],
      [null, ''],
    ] as const) {
      held = Promise.withResolvers();
      page.app.dialogs.open({ name: 'create', contact: who });
      const form = await find<HTMLFormElement>(page, 'dialog form');
      await waitFor(() => expect(document.activeElement).toBe(form));
      await page.press('N', 'o');
      held.resolve(null);
      await waitFor(() => expect((document.activeElement as HTMLInputElement).value).toBe('No'));
      expect((document.activeElement as HTMLInputElement).name).toBe(name);
      page.app.dialogs.close();
      await isGone('dialog');
      drafts.clear();
    }
  });
});
