import { cleanup, fireEvent, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { languages } from '../../src-renderer/state/i18n.svelte.ts';
import { ScriptedError } from '../fakes/transport.ts';
import { find, openPage, type Page } from './harness.ts';

let page: Page;
const input = (name: string): HTMLInputElement => page.container.querySelector<HTMLInputElement>(`[name=${name}]`)!;
const fill = (name: string, value: string): Promise<unknown> => fireEvent.input(input(name), { target: { value } });
const choose = (id: string): Promise<unknown> => fireEvent.change(input('profile'), { target: { value: id } });
const submit = async (): Promise<void> => {
  await fireEvent.submit(page.container.querySelector('form')!);
};

beforeEach(() => history.replaceState(null, '', '/'));
afterEach(() => {
  cleanup();
  expect(page.transport.faults).toEqual([]);
});

describe('without a keychain', () => {
  it('keeps the tokens under a weak seal only on the agent’s word', async () => {
    page = await openPage('scene=signedOut&lang=en&problem=keychain&weak=1');
    const button = await waitFor(() => {
      const found = [...page.container.querySelectorAll('button')].find(({ textContent }) =>
        textContent.includes('Keep the tokens in a file'),
      );
      if (!found) throw new Error('not there');
      return found;
    });
    // Nothing is said of a keychain that would only have to be unlocked.
    expect(page.container.querySelector('[role=alert]')?.textContent).toMatch(/^\s*This desktop has no keychain/);
    expect(page.container.textContent).not.toContain('Unlock it');
    expect(page.transport.callsOf('app.acceptWeakSecrets')).toEqual([]);
    button.click();
    await waitFor(() => expect(page.container.textContent).toContain('The tokens will be kept in a file.'));
    expect(page.transport.callsOf('app.acceptWeakSecrets')).toEqual([{}]);
  });
});

describe('signing in', () => {
  beforeEach(async () => {
    page = await openPage('scene=signedOut&lang=en');
    await find(page, 'form');
  });

  it('asks for nothing where the client is known', async () => {
    expect(input('clientId')).toBeNull();
    await submit();
    expect(page.transport.callsOf('session.signIn')).toEqual([{ profileId: 'demo' }]);
  });

  it('asks for the client elsewhere, and says what is missing', async () => {
    await choose('us');
    await submit();
    expect(page.transport.callsOf('session.signIn')).toEqual([]);
    expect(input('clientId').getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(input('clientId'));
    await fill('clientId', ' 1000.ABC ');
    await fill('clientSecret', 'shh');
    await submit();
    expect(page.transport.callsOf('session.signIn')).toEqual([
      { profileId: 'us', clientId: '1000.ABC', clientSecret: 'shh' },
    ]);
  });

  it('takes other addresses, checked', async () => {
    await choose('custom');
    await fill('accountsUrl', 'accounts.example.com');
    await fill('deskUrl', 'https://desk.example.com');
    await fill('clientId', 'x');
    await submit();
    expect(page.container.textContent).toContain('Give the whole address');
    await fill('accountsUrl', 'https://accounts.example.com');
    await submit();
    expect(page.transport.callsOf('session.signIn')).toEqual([
      {
        profileId: 'custom',
        clientId: 'x',
        custom: { accountsUrl: 'https://accounts.example.com', deskUrl: 'https://desk.example.com', brand: 'Zoho' },
      },
    ]);
  });

  it('takes an auth token instead of a client', async () => {
    await choose('custom');
    await fill('accountsUrl', 'https://a.example');
    await fill('deskUrl', 'https://d.example');
    await fill('authToken', 'tok');
    expect(input('clientId')).toBeNull();
    await submit();
    expect(page.transport.callsOf('session.signIn')[0]).toMatchObject({ authToken: 'tok', profileId: 'custom' });
  });

  it('hides secrets while they are typed', async () => {
    await choose('custom');
    expect(input('clientSecret').type).toBe('password');
    expect(input('authToken').type).toBe('password');
  });

  it('says why it could not begin', async () => {
    page.transport.script({
      'session.signIn': () => {
        throw new ScriptedError({ code: 'invalid', message: 'No browser was found.' });
      },
    });
    await submit();
    expect((await find(page, '[role=alert]')).textContent).toContain('Something in it is not valid.');
  });
});

describe.each(['en', 'zh'] as const)('problems in %s', (lang) => {
  it.each(Object.keys(languages.en.problems))('%s says what to do', async (code) => {
    page = await openPage(`scene=signedOut&lang=${lang}&problem=${code}`);
    await waitFor(() => expect(page.container.textContent).toContain(languages[lang].problems[code as 'denied'].todo));
    expect(page.container.textContent).toContain(languages[lang].problems[code as 'denied'].title);
  });
});

describe('while the browser is asked', () => {
  it('offers the address, the time left and a way out', async () => {
    page = await openPage('scene=waiting&lang=en');
    const link = await find<HTMLInputElement>(page, '#authorization-link');
    expect(link.value).toContain('/oauth/v2/auth');
    expect(page.container.textContent).toMatch(/Time left 4:4\d/);
    const cancel = [...page.container.querySelectorAll('button')].find((button) => button.textContent === 'Cancel')!;
    await fireEvent.click(cancel);
    expect(page.transport.callsOf('session.cancelSignIn')).toHaveLength(1);
  });
});

describe('choices', () => {
  it('of an organisation', async () => {
    page = await openPage('scene=organization&lang=zh');
    await find(page, '.choice');
    await fireEvent.click(page.container.querySelectorAll('.choice')[1]!);
    expect(page.transport.callsOf('session.chooseOrganization')).toEqual([{ id: '652853631' }]);
  });

  it('of oneself, by keyboard', async () => {
    page = await openPage('scene=agent&lang=en');
    const search = await find<HTMLInputElement>(page, '[role=combobox]');
    expect(document.activeElement).toBe(search);
    await fireEvent.input(search, { target: { value: 'AN' } });
    const names = (): string[] =>
      [...page.container.querySelectorAll('[role=option] .names > :first-child')].map((one) => one.textContent);
    await waitFor(() => expect(names()).toEqual(['Priya Raman', 'Ana Sofia Reis']));
    await page.press('ArrowDown', 'Enter');
    expect(page.transport.callsOf('session.chooseAgent')).toEqual([{ id: '7' }]);
  });

  it('of nobody says so', async () => {
    page = await openPage('scene=agent&lang=en');
    await fireEvent.input(await find(page, '[role=combobox]'), { target: { value: 'zzz' } });
    await waitFor(() => expect(page.container.textContent).toContain('Nobody here is called “zzz”.'));
  });
});
