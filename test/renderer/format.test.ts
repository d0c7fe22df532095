import { describe, expect, it } from 'vitest';
import { createFormat } from '../../src-renderer/lib/format.ts';
import { fieldLabel } from '../../src-renderer/lib/field-label.ts';
import { initials } from '../../src-renderer/lib/initials.ts';

const MINUTE = 60_000;
const en = createFormat('en', ['en-GB']);
const zh = createFormat('zh', ['zh-CN']);

describe('formats', () => {
  it.each([
    [30_000, null, null],
    [4 * MINUTE, '4 mins', '4分钟'],
    [61 * MINUTE, '1 hr', '1小时'],
    [26 * 60 * MINUTE, '1 day', '1天'],
    [-90 * 24 * 60 * MINUTE, '3 mths', '3个月'],
  ])('a duration of %d ms', (ms, english, chinese) => {
    expect(en.duration(ms)).toBe(english);
    expect(zh.duration(ms)).toBe(chinese);
  });

  it('speaks of the past and the future', () => {
    expect(en.relative(-4 * MINUTE)).toBe('4 minutes ago');
    expect(zh.relative(2 * 60 * MINUTE)).toBe('2小时后');
  });

  it('leaves the year out of this year only', () => {
    const now = Date.parse('2024-05-03T12:00:00Z');
    expect(en.day(Date.parse('2024-03-01T12:00:00Z'), now)).toBe('1 Mar');
    expect(en.day(Date.parse('2023-03-01T12:00:00Z'), now)).toBe('1 Mar 2023');
  });

  it('takes the reader’s own variant of the language', () => {
    const day = Date.parse('2024-03-01T12:00:00Z');
    expect(createFormat('en', ['de-DE', 'en-US']).day(day, day)).toBe('Mar 1');
  });

  it('says sizes', () => {
    expect(en.bytes(391_442)).toBe('391 kB');
    expect(en.bytes(2_400_000)).toBe('2.4 MB');
  });
});

describe('initials', () => {
  it.each([
    ['Lucas Carol', 'LC'],
    ['Ana Sofia Reis', 'AR'],
    ['王芳', '芳'],
    ['priya@zylker.example', 'P'],
    ['  ', '?'],
    ['Élodie', 'É'],
  ])('of %s', (name, letters) => {
    expect(initials(name)).toBe(letters);
  });
});

describe('the label of a custom field', () => {
  it.each([
    ['numberOfDevices', 'Number of devices'],
    ['cf_model_name', 'Model name'],
    ['ModelName', 'Model name'],
    ['severity', 'Severity'],
    ['Serial number', 'Serial number'],
    ['现场联系人', '现场联系人'],
    ['SLA', 'SLA'],
  ])('%s reads %s', (name, label) => {
    expect(fieldLabel(name)).toBe(label);
  });
});
