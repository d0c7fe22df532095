import { cleanup, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { afterEach, describe, expect, it } from 'vitest';
import type { Draft } from '../../src-preload/contract/drafts.ts';
import type { MethodName, Output } from '../../src-preload/contract/index.ts';
import { useZone } from '../../src-renderer/lib/zone.svelte.ts';
import { lookOfItem } from '../../src-renderer/views/parts/job-words.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';
import { makeRow } from './preview/data.ts';
import { makeItem } from './preview/outbox-items.ts';
import { makeItems } from './preview/writing.ts';

let page: Page;
const openItem = async (id: string, scene = 'outbox=1&lang=en'): Promise<HTMLElement> => {
  history.replaceState(null, '', `/#/outbox/${id}`);
  page = await openPage(scene);
  return find<HTMLElement>(page, 'main [role=region]');
};
const press = (name: string, within: ParentNode = page.container): void => {
  const button = [...within.querySelectorAll<HTMLElement>('button')].find((one) => one.textContent.trim() === name);
  if (!button) throw new Error(`no button ${name}`);
  button.click();
};
/** It takes nothing until what was typed into it before is there. */
const ready = (): Promise<void> =>
  waitFor(() => expect(page.container.querySelector<HTMLElement>('main form .whole')?.inert).toBe(false));
/** The form that corrects a refused item of a kind, and the item's id. */
async function correct(kind: string, payload: object): Promise<{ id: string; form: HTMLFormElement }> {
  const refused = makeItems().find(({ state }) => state === 'rejected');
  const id = refused?.id ?? '';
  const item = { ...refused, kind, payload, history: [], actions: ['edit', 'cancel'] };
  history.replaceState(null, '', `/#/outbox/${id}`);
  page = await openPage('outbox=1&lang=en', { 'outbox.get': () => item as never, 'outbox.edit': () => null });
  await waitFor(() => press('Edit'));
  await ready();
  return { id, form: await find<HTMLFormElement>(page, 'main form') };
}
const called = async (method: MethodName, input: unknown): Promise<void> => {
  await waitFor(() => expect(page.transport.callsOf(method)).toEqual([input]));
};

afterEach(() => {
  cleanup();
  useZone(undefined);
  expect(page.transport.faults).toEqual([]);
});

describe('a reply that is out, with its close still to come', () => {
  it('offers to leave the status, and says that the message went', async () => {
    const [refused] = makeItems().filter(({ state }) => state === 'rejected');
    const out = { ...refused, kind: 'reply.send', step: 'status', actions: ['retry', 'cancel'] };
    history.replaceState(null, '', `/#/outbox/${refused?.id ?? ''}`);
    page = await openPage('outbox=1&lang=en', {
      'outbox.get': () => out as never,
      'outbox.cancel': () => ({ cancelled: [], draftKey: null }),
    });
    await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => press('Leave the status'));
    await waitFor(() =>
      expect(page.container.textContent).toContain('The message went out; the status stays as it is.'),
    );
  });
});

describe('what waits behind an item that needs the agent', () => {
  it('names that item, and leads to it', async () => {
    const region = await openItem('job-9');
    await waitFor(() => expect(region.textContent).toContain('Before it, and needs you: Change ticket'));
    press('Go to it', region);
    await waitFor(() => expect(location.hash).toBe('#/outbox/job-6'));
  });
});

describe('an edit that is held, since somebody made another', () => {
  it('names both, so that it is asked about once', async () => {
    const held = makeItem(7, {
      kind: 'ticket.update',
      state: 'held',
      changes: { status: 'On Hold' },
      hold: {
        reason: 'freshness',
        happenings: [{ what: 'closed', id: null, time: null, by: null, text: 'Closed' }],
      },
      actions: ['overrideFreshness', 'cancel'],
    });
    history.replaceState(null, '', '/#/outbox/job-7');
    page = await openPage('outbox=1&lang=en', { 'outbox.get': () => held });
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.textContent).toContain('Yours would set Status to On hold'));
  });
});

describe('what an item is about', () => {
  const items = [
    makeItem(3, {
      kind: 'comment.create',
      summary: 'zsu[@user:77]zsu please look',
      about: { number: '2101', name: 'Printer on fire' },
      names: { 77: 'Jade Tan', 5501: 'Lucas Carol' },
      payload: { ticketId: '1', content: 'zsu[@user:77]zsu please look', contentType: 'plainText', contactId: '5501' },
    }),
    makeItem(2, {
      kind: 'contact.update',
      ticketId: null,
      summary: '',
      changes: { accountId: '61' },
      about: { number: null, name: 'Lucas Carol' },
      names: { 61: 'Zylker' },
    }),
    makeItem(4, { kind: 'timeEntry.create', summary: 'on the phone', seconds: 5_400 }),
    makeItem(1, { state: 'cancelled', about: null, attempts: 1 }),
  ];
  const open = async (): Promise<(id: string) => string> => {
    history.replaceState(null, '', '/#/outbox/job-3');
    page = await openPage('outbox=1&lang=en', {
      'outbox.list': ({ states }) => ({
        items: items.filter(({ state }) => states?.includes(state) ?? true),
        next: null,
      }),
      'outbox.get': ({ id }) => items.find((one) => one.id === id) ?? null,
    });
    await find(page, '[data-job-id=job-3]');
    return (id) => page.container.querySelector(`[data-job-id=${id}]`)?.textContent.replace(/\s+/g, ' ') ?? '';
  };

  it('stands in its row and on its page, with the names of people rather than their ids', async () => {
    const row = await open();
    expect(row('job-3')).toContain('#2101 Printer on fire');
    expect(row('job-3')).toContain('@Jade Tan please look');
    await waitFor(() => expect(row('job-2')).toContain('Lucas Carol'));
    expect(row('job-2')).toContain('Account Zylker');
    expect(row('job-4')).toContain('1:30 · on the phone');
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.textContent).toContain('#2101 Printer on fire'));
    expect(region.textContent).toContain('@Jade Tan please look');
    expect(region.textContent).toContain('Lucas Carol');
    expect(region.textContent).not.toContain('5501');
  });

  it('has its files, to be looked at', async () => {
    const files = [{ sha256: 'c'.repeat(64), name: 'plan.png', size: 2_048 }];
    items[0] = { ...items[0]!, payload: { ...(items[0]!.payload as object), files } };
    await open();
    const file = await waitFor(() => {
      const found = page.container.querySelector<HTMLElement>('main [role=region] [aria-label^="Open plan.png"]');
      expect(found).not.toBeNull();
      return found!;
    });
    expect(file.textContent).toContain('2 kB');
    file.click();
    await waitFor(() =>
      expect(page.transport.callsOf('attachments.open')).toEqual([
        expect.objectContaining({ noun: 'ticket', parentId: '1', id: 'c'.repeat(64), name: 'plan.png' }),
      ]),
    );
  });

  it('is not among what was sent when it was called back', async () => {
    const row = await open();
    const choose = (name: string): void =>
      [...page.container.querySelectorAll<HTMLElement>('[role=radio]')]
        .find((one) => one.textContent === name)!
        .click();
    choose('Sent');
    await waitFor(() => expect(row('job-3')).toBe(''));
    expect(row('job-1')).toBe('');
    choose('Called back');
    await waitFor(() => expect(row('job-1')).toContain('Called back'));
    expect(row('job-1')).not.toContain('attempt');
  });
});

describe('the list', () => {
  it('shows how each item stands in a word of its own', async () => {
    await openItem('job-8');
    const rows = await waitFor(() => {
      const all = [...page.container.querySelectorAll<HTMLElement>('[data-job-id]')];
      expect(all.length).toBe(10);
      return all;
    });
    const looks = makeItems().map(lookOfItem);
    expect(new Set(looks).size).toBe(looks.length);
    for (const word of [
      'Sends in',
      'Sending',
      'Queued',
      'Waits for you',
      'Needs your answer',
      'Held',
      'Conflict',
      'Refused',
      'Outcome unknown',
      'Set aside',
    ]) {
      expect(rows.filter((row) => row.textContent.includes(word)).length, word).toBe(1);
    }
  });

  it('pauses, resumes, and says so', async () => {
    await openItem('job-8');
    (await find<HTMLElement>(page, '[aria-label="Pause all"]')).click();
    page.transport.emit('outbox.changed', { ids: [] });
    await waitFor(() => expect(page.container.textContent).toContain('The outbox is paused.'));
    press('Resume');
    await called('outbox.resume', {});
  });

  it('is reached with g b, walked with j and k, and left with Esc', async () => {
    history.replaceState(null, '', '/#/views/myOpen');
    page = await openPage('outbox=1&lang=en');
    await find(page, '[data-ticket-id]');
    await page.press('g', 'b');
    await find(page, '[data-job-id]');
    await page.press('j', 'j');
    await waitFor(() => expect(location.hash).toBe('#/outbox/job-11'));
    await page.press('Escape', 'Escape');
    await find(page, '[data-ticket-id]');
  });
});

describe('what needs the agent', () => {
  it.each([
    ['It was sent', { id: 'job-8', answer: 'done' }],
    ['It is this one', { id: 'job-8', answer: 'done', serverId: '901' }],
    ['Send again', { id: 'job-8', answer: 'sendAgain' }],
    ['Discard', { id: 'job-8', answer: 'discard' }],
  ])('a question is answered: %s', async (name, input) => {
    const item = await openItem('job-8');
    expect(item.textContent).toContain('What was sent');
    expect(item.textContent).toContain('What is there now');
    press(name, item);
    await called('outbox.answer', input);
  });

  it('a gate shows what happened, and is overridden or called back', async () => {
    const item = await openItem('job-7');
    await waitFor(() => expect(item.textContent).toContain('Jade Liu'));
    for (const said of ['Lucas Carol wrote again', 'given to someone else', 'Jade Liu', 'closed', 'it works again']) {
      expect(item.textContent).toContain(said);
    }
    press('Send anyway', item);
    await called('outbox.overrideFreshness', { id: 'job-7', revision: 0 });
    press('Discard', item);
    await called('outbox.cancel', { id: 'job-7', dependents: false });
  });

  it('a conflict shows three values per field and keeps what was chosen', async () => {
    const item = await openItem('job-6');
    const row = item.querySelector('tbody tr')?.textContent ?? '';
    expect(row.replace(/\s+/g, ' ')).toMatch(/Status\s?Open\s?On hold\s?Closed/);
    await waitFor(() => expect(item.querySelector('tbody')?.textContent).toContain('Jade Liu'));
    item.querySelector<HTMLElement>('[aria-label="Status: take theirs"]')?.click();
    press('Keep these values', item);
    await called('outbox.resolveConflict', {
      id: 'job-6',
      choices: { status: 'theirs', assigneeId: 'mine', dueDate: 'mine', 'cf.cf_serial_number': 'mine' },
      revision: 0,
    });
  });

  it('a gate on a ticket that was merged away says where it went, leads there, and sends there', async () => {
    const item = await openItem('job-7', 'outbox=1&merged=1&lang=en');
    expect(item.textContent).toContain('The ticket was merged into another');
    expect(item.textContent).toContain(`#${makeRow(3).number} ${makeRow(3).subject}`);
    press('Send it there', item);
    await called('outbox.overrideFreshness', { id: 'job-7', revision: 0 });
    press('Open that ticket', item);
    await waitFor(() => expect(location.hash).toContain(makeRow(3).id));
  });

  it('says of what a newer Deskhand wrote that no service refused it', async () => {
    const item = await openItem('job-3');
    expect(item.textContent).toContain('A newer Deskhand wrote this.');
    expect(item.querySelector('.error h3')?.textContent).toBe('Why');
  });

  it('who sees a comment is chosen in words', async () => {
    const item = await openItem('job-9');
    press('Edit', item);
    const select = await find<HTMLSelectElement>(page, 'main form select');
    expect([...select.options].map(({ text }) => text)).toEqual(['Public', 'Private']);
    expect(select.value).toBe('false');
    await waitFor(() => expect(document.activeElement).toBe(item.querySelector('textarea')));
    press('Leave as it was', item);
    await waitFor(() => expect(page.container.querySelector('main form')).toBeNull());
    expect(document.activeElement).toBe(await find(page, 'main [role=region]'));
  });

  it('changes and failures are in the agent’s own words', async () => {
    const item = await openItem('job-10', 'outbox=1&lang=zh');
    const row = await find<HTMLElement>(page, '[data-job-id="job-10"]');
    expect(row.textContent).toContain('状态 已关闭 · 解决方案 Replaced the cable.');
    for (const place of [row, item]) {
      expect(place.textContent).toContain('连不上服务端');
      expect(place.textContent).not.toContain('reached');
    }
    expect(item.querySelector('.error h3')?.textContent).toBe('上一次尝试');
    // A row is a line of parts, no sentences.
    expect(row.textContent).toContain('当时连不上服务端 · 状态');
  });

  it('a refused one says why, is changed and tried again', async () => {
    const item = await openItem('job-5');
    expect(item.textContent).toContain('It said: “The data is invalid due to validation restrictions” To is not valid');
    press('Try now', item);
    await called('outbox.retry', { id: 'job-5', revision: 0 });
    press('Edit', item);
    const to = await find<HTMLInputElement>(page, 'main form input');
    await ready();
    for (const [value, why] of [
      ['lucas', '“lucas” is no address.'],
      [' ', 'Give at least one address.'],
    ] as const) {
      to.value = value;
      to.dispatchEvent(new Event('input', { bubbles: true }));
      press('Save change');
      await waitFor(() => expect(page.container.querySelector('main form')?.textContent).toContain(why));
    }
    expect(page.transport.callsOf('outbox.edit')).toEqual([]);
    to.value = 'lucas@zylker.example';
    to.dispatchEvent(new Event('input', { bubbles: true }));
    press('Save change');
    await called('outbox.edit', {
      id: 'job-5',
      patch: { to: 'lucas@zylker.example' },
      draftKey: 'edit:job:job-5',
      revision: 0,
    });
  });
});

describe('an item that is corrected in another window too', () => {
  it('keeps what was written there, and is changed only once the agent knows', async () => {
    const [first] = makeItems().filter(({ id }) => id === 'job-5');
    let item = { ...first!, payload: { ...(first!.payload as object), contentType: 'plainText', content: 'Ours' } };
    let isOld = true;
    history.replaceState(null, '', '/#/outbox/job-5');
    page = await openPage('outbox=1&lang=en', {
      'outbox.get': () => item,
      'outbox.edit': () => {
        if (isOld)
          throw new ScriptedError({ code: 'conflict', message: 'It changed.', fields: { '/revision': 'old' } });
        return null;
      },
    });
    await waitFor(() => press('Edit'));
    await ready();
    const text = await find<HTMLTextAreaElement>(page, 'main form textarea');
    item = { ...item, revision: 1, payload: { ...item.payload, content: 'Ours, and more' } };
    page.transport.emit('outbox.changed', { ids: ['job-5'] });
    await waitFor(() => expect(text.value).toBe('Ours, and more'));
    const to = await find<HTMLInputElement>(page, 'main form input');
    to.value = 'lucas@zylker.example';
    to.dispatchEvent(new Event('input', { bubbles: true }));
    await tick();
    press('Save change');
    const edits = () => page.transport.callsOf('outbox.edit');
    const patch = { to: 'lucas@zylker.example' };
    await waitFor(() => expect(edits()).toMatchObject([{ patch, revision: 0 }]));
    await waitFor(() => expect(page.container.textContent).toContain('It changed meanwhile'));
    isOld = false;
    await waitFor(() => press('Save change'));
    await waitFor(() => expect(edits()[1]).toMatchObject({ patch, revision: 1 }));
    await waitFor(() => expect(page.container.querySelector('main form')).toBeNull());
  });
});

describe('an item that could go out sooner', () => {
  it.each([
    ['offline', 'You are offline: it goes out when the connection is back.'],
    ['signInNeeded', 'It goes out once you have signed in again.'],
    ['online', null],
  ])('%s: says what it waits for where it can’t', async (connection, why) => {
    const [held] = makeItems().filter(({ actions }) => actions.includes('sendNow'));
    history.replaceState(null, '', `/#/outbox/${held!.id}`);
    page = await openPage(`outbox=1&lang=en&connection=${connection}`);
    const region = await find<HTMLElement>(page, 'main [role=region]');
    const send = await waitFor(() => {
      const button = [...region.querySelectorAll('button')].find((one) => one.textContent === 'Send now');
      expect([button?.disabled, region.querySelector('.later')?.textContent ?? null]).toEqual([why !== null, why]);
      return button!;
    });
    send.click();
    await tick();
    expect(page.transport.callsOf('outbox.sendNow')).toHaveLength(why === null ? 1 : 0);
  });
});

describe('elsewhere', () => {
  it('a reply written offline says that it goes when the connection is back, not in so many seconds', async () => {
    history.replaceState(null, '', `/#/views/myOpen/${makeRow(0).id}`);
    page = await openPage('echo=1&connection=offline&lang=en');
    const pending = await find<HTMLElement>(page, '[data-item="thread/job:job-12"] .pending');
    await waitFor(() => expect(pending.textContent).toContain('Goes out when the connection is back'));
    expect(pending.textContent).not.toMatch(/Sends in|Send now/);
    expect(pending.textContent).toContain('Call back');
  });

  it('the sidebar counts what needs the agent, else all that waits', async () => {
    let attention = 2;
    const rest = { held: 0, sending: 0, unknown: 0, conflict: 0, sent: 0, cancelled: 0, setAside: 0 };
    const counts = (): Output<'outbox.counts'> => ({
      byState: { ...rest, queued: 9 - attention, rejected: attention },
      attention,
      unsettled: 9,
      byTicket: {},
      paused: false,
    });
    history.replaceState(null, '', '/#/views/myOpen');
    page = await openPage('outbox=1&lang=en', { 'outbox.counts': counts });
    const count = (): Element | null | undefined => page.container.querySelector('a[href="#/outbox"] .count');
    await waitFor(() => expect(count()?.textContent).toBe('2'));
    expect(count()?.classList).toContain('late');
    attention = 0;
    page.transport.emit('outbox.changed', { ids: [] });
    await waitFor(() => expect(count()?.textContent).toBe('9'));
    expect(count()?.classList).not.toContain('late');
  });

  it('the status bar, the sidebar, the row and the sign-out dialog say what waits', async () => {
    history.replaceState(null, '', '/#/views/myOpen');
    page = await openPage('outbox=1&lang=en');
    const row = await find<HTMLElement>(page, '[data-ticket-id]');
    await waitFor(() =>
      expect(page.container.querySelector('footer.bar')?.textContent).toContain('6 queued · 5 need you'),
    );
    await waitFor(() => expect(row.textContent).toContain('Queued'));
    expect((await find(page, 'a[href="#/outbox"]')).textContent.trim()).toMatch(/5$/);
    (await find<HTMLElement>(page, '[aria-haspopup=menu]')).click();
    await find(page, '[role=menu]');
    press(`Sign out${page.app.commands.hint('signOut')}`);
    await waitFor(() =>
      expect(page.container.querySelector('dialog')?.textContent).toMatch(/10 things you wrote are not sent yet.*kept/),
    );
  });
});

describe('a refused ticket', () => {
  it('shows all that goes out, and is corrected field by field; what is typed is kept', async () => {
    const [refused] = makeItems().filter(({ state }) => state === 'rejected');
    const payload = {
      subject: 'The scanner is silent',
      description: 'Since this morning.',
      departmentId: '502',
      contactId: '300',
      cf: { cf_region: 'South' },
    };
    const item = { ...refused, kind: 'ticket.create', payload, history: [], actions: ['edit', 'cancel'] };
    history.replaceState(null, '', `/#/outbox/${refused?.id ?? ''}`);
    page = await openPage('outbox=1&lang=en', { 'outbox.get': () => item as never, 'outbox.edit': () => null });
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.textContent).toContain('Since this morning.'));
    expect(region.textContent).toContain('South');
    await waitFor(() => press('Edit'));
    const subject = await find<HTMLInputElement>(page, 'main form input');
    expect(subject.value).toBe('The scanner is silent');
    await ready();
    subject.value = 'The scanner is loud';
    subject.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() =>
      expect(page.transport.callsOf('drafts.save').at(-1)).toMatchObject({
        key: `edit:job:${refused?.id ?? ''}`,
        doc: { kind: 'edit', form: { typed: { subject: 'The scanner is loud' } } },
      }),
    );
    press('Save change');
    await called('outbox.edit', {
      id: refused?.id ?? '',
      patch: { subject: 'The scanner is loud' },
      draftKey: `edit:job:${refused?.id ?? ''}`,
      revision: 0,
    });
  });

  it('takes no e-mail address that is none', async () => {
    const { id, form } = await correct('contact.create', {
      lastName: 'Novak',
      email: 'abc',
      cf: { cf_second_email: 'none' },
    });
    const write = (path: string, value: string): void => {
      const input = form.querySelector<HTMLInputElement>(`[id$="-${path}"]`)!;
      input.value = value;
      input.dispatchEvent(new Event('input', { bubbles: true }));
    };
    write('email', 'abcd');
    await waitFor(() => expect(form.textContent).toContain('That is no email address.'));
    expect(form.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(true);
    write('email', 'nia@novak.example');
    write('cf\\.cf_second_email', 'nobody');
    await waitFor(() => expect(form.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(false));
    press('Save change');
    const patch = { email: 'nia@novak.example', cf: { cf_second_email: 'nobody' } };
    await called('outbox.edit', { id, patch, draftKey: `edit:job:${id}`, revision: 0 });
  });

  it('says what a number and a duration are written like', async () => {
    const { form } = await correct('timeEntry.create', { ticketId: '1', seconds: 600, cf: { cf_seats: 12 } });
    for (const [path, typed, says] of [
      ['seconds', 'later', 'Type a duration like 1h 20'],
      ['cf\\.cf_seats', 'twelve', 'Write a number.'],
    ] as const) {
      const input = form.querySelector<HTMLInputElement>(`[id$="-${path}"]`)!;
      const before = input.value;
      input.value = typed;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await waitFor(() => expect(form.textContent).toContain(says));
      expect(form.textContent).not.toContain('This is needed.');
      expect(form.querySelector<HTMLButtonElement>('[type=submit]')!.disabled).toBe(true);
      input.value = before;
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await waitFor(() => expect(form.textContent).not.toContain(says));
    }
  });

  it.each([
    ['ticket.create', ['Status', 'Priority', 'Region'], 'Medium'],
    ['task.create', ['Status', 'Priority'], 'Normal'],
  ])('%s is corrected by the values that it can have', async (kind, chosen, priority) => {
    const payload = {
      subject: 'The scanner is silent',
      status: 'Unheard of',
      priority: 'Urgent',
      ...(kind === 'ticket.create' ? { category: 'Software', customFields: { Region: 'East' } } : {}),
    };
    const { id, form } = await correct(kind, payload);
    const labels = [...form.querySelectorAll('label')];
    const fieldOf = (word: string) =>
      form.querySelector<HTMLSelectElement>(`[id="${labels.find((one) => one.textContent === word)?.htmlFor ?? ''}"]`)!;
    await waitFor(() => expect(chosen.map((word) => fieldOf(word).tagName)).toEqual(chosen.map(() => 'SELECT')));
    expect(chosen.map((word) => fieldOf(word).value)).toEqual(['Unheard of', 'Urgent', 'East'].slice(0, chosen.length));
    if (kind === 'ticket.create') {
      const offered = form.querySelectorAll<HTMLOptionElement>(
        `[id="${fieldOf('Category').getAttribute('list') ?? ''}"] option`,
      );
      expect([...offered].map(({ value }) => value)).toEqual(['Hardware', 'Billing']);
    }
    const field = fieldOf('Priority');
    field.value = priority;
    field.dispatchEvent(new Event('change', { bubbles: true }));
    await tick();
    press('Save change');
    await called('outbox.edit', { id, patch: { priority }, draftKey: `edit:job:${id}`, revision: 0 });
  });

  it('takes nothing until what was typed before is there, and then what was typed meanwhile', async () => {
    const [refused] = makeItems().filter(({ state }) => state === 'rejected');
    const id = refused?.id ?? '';
    const held = Promise.withResolvers<Draft>();
    const payload = { subject: 'The scanner is silent', departmentId: '502', contactId: '300' };
    const item = { ...refused, kind: 'ticket.create', payload, history: [], actions: ['edit', 'cancel'] };
    history.replaceState(null, '', `/#/outbox/${id}`);
    page = await openPage('outbox=1&lang=en', {
      'outbox.get': () => item as never,
      'outbox.edit': () => null,
      'drafts.get': () => held.promise,
    });
    await waitFor(() => press('Edit'));
    const form = await find<HTMLElement>(page, 'main form');
    const subject = await find<HTMLInputElement>(page, 'main form input');
    await waitFor(() => expect(document.activeElement).toBe(form));
    await page.press('!', '!', '?', 'Backspace');
    press('Save change');
    form.dispatchEvent(new Event('submit', { bubbles: true, cancelable: true }));
    expect(form.querySelector<HTMLElement>('.whole')?.inert).toBe(true);
    const words = { to: '', cc: '', bcc: '', from: '', thenStatus: '', content: '' };
    const typed = { words, typed: { subject: 'It is loud' }, files: [] };
    held.resolve({ key: `edit:job:${id}`, ticketId: null, doc: { kind: 'edit', form: typed }, savedAt: 1 });
    await waitFor(() => expect(subject.value).toBe('It is loud!!'));
    expect(document.activeElement).toBe(subject);
    expect(page.transport.callsOf('outbox.edit')).toEqual([]);
    press('Save change');
    await called('outbox.edit', { id, patch: { subject: 'It is loud!!' }, draftKey: `edit:job:${id}`, revision: 0 });
  });

  it('a day is that day in every zone, and is corrected as a day', async () => {
    const [refused] = makeItems().filter(({ state }) => state === 'rejected');
    const id = refused?.id ?? '';
    const payload = { id: '42', fields: { customFields: { 'Renewal Date': '2026-02-27' } } };
    const item = { ...refused, kind: 'ticket.update', payload, history: [], actions: ['edit', 'cancel'] };
    history.replaceState(null, '', `/#/outbox/${id}`);
    page = await openPage('outbox=1&lang=en', { 'outbox.get': () => item as never, 'outbox.edit': () => null });
    await page.app.settings.update({ timeZone: 'America/New_York' });
    const region = await find<HTMLElement>(page, 'main [role=region]');
    await waitFor(() => expect(region.textContent).toMatch(/Feb 27(?!.{0,8}\d\d:\d\d)/));
    await waitFor(() => press('Edit'));
    const day = await find<HTMLInputElement>(page, 'main form input[type=date]');
    expect(day.value).toBe('2026-02-27');
    await ready();
    day.value = '2026-03-01';
    day.dispatchEvent(new Event('input', { bubbles: true }));
    await waitFor(() => press('Save change'));
    await called('outbox.edit', {
      id,
      patch: { fields: { customFields: { 'Renewal Date': '2026-03-01' } } },
      draftKey: `edit:job:${id}`,
      revision: 0,
    });
  });
});
