import { describe, expect, it } from 'vitest';
import { customProfile, type Profile, PROFILES, profileOfAccountsServer } from '../../../src-main/auth/profiles.ts';

const us = PROFILES.find(({ id }) => id === 'us') as Profile;

describe('accounts-server', () => {
  it('leads to another data centre of the table, desk host included', () => {
    expect(profileOfAccountsServer(us, 'https://accounts.zoho.eu')).toMatchObject({
      id: 'eu',
      deskUrl: 'https://desk.zoho.eu',
    });
    expect(profileOfAccountsServer(us, null)).toBe(us);
  });

  it.each([
    'https://accounts.zoho.com.evil.example',
    'https://evil.example',
    'http://accounts.zoho.com',
    'nonsense',
    'javascript:alert(1)',
  ])('never leads to %s', (server) => expect(profileOfAccountsServer(us, server)).toBeNull());

  it('of a custom service is only its own', () => {
    const custom = customProfile({
      accountsUrl: 'https://accounts.corp.example',
      deskUrl: 'https://desk.corp.example',
      brand: '乐投Letou',
    });
    expect(profileOfAccountsServer(custom, 'https://accounts.corp.example')).toBe(custom);
    expect(profileOfAccountsServer(custom, 'https://accounts.zoho.com')).toBeNull();
  });

  it('must be https, except on this machine', () => {
    expect(() =>
      customProfile({ accountsUrl: 'http://a.example', deskUrl: 'https://d.example', brand: 'Zoho' }),
    ).toThrow(/https/);
    expect(customProfile({ accountsUrl: 'http://127.0.0.1:1', deskUrl: 'http://localhost:1', brand: 'Zoho' }).id).toBe(
      'custom',
    );
  });
});
