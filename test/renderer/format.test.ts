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
    [4 * MINUTE, '4 mins', '4 分钟'],
    [61 * MINUTE, '1 hr', '1 小时'],
    [26 * 60 * MINUTE, '1 day', '1 天'],
    [-90 * 24 * 60 * MINUTE, '3 mths', '3 个月'],
  ])('a duration of %d ms', (ms, english, chinese) => {
    expect(en.duration(ms)).toBe(english);
    expect(zh.duration(ms)).toBe(chinese);
  });

  it.each([
    [41_900, '41 secs', '41 秒'],
    [18.4 * MINUTE, '18 mins', '18 分钟'],
    [60 * MINUTE, '1 hr', '1 小时'],
    [80 * MINUTE, '1 hr 20 mins', '1 小时 20 分钟'],
  ])('a length of %d ms to the minute', (ms, english, chinese) => {
    expect([en.length(ms), zh.length(ms)]).toEqual([english, chinese]);
  });

  it('speaks of the past and the future', () => {
    expect(en.relative(-4 * MINUTE)).toBe('4 minutes ago');
    expect(zh.relative(2 * 60 * MINUTE)).toBe('2 小时后');
    expect([en.relative(-20_000), zh.relative(-20_000)]).toEqual(['just now', '刚刚']);
    expect([en.ago(4 * MINUTE), zh.ago(61 * MINUTE), en.ago(30_000)]).toEqual(['4 min ago', '1 小时前', null]);
  });

  it('writes days, times and weeks in one form each', () => {
    const zone = (language: 'en' | 'zh'): ReturnType<typeof createFormat> => createFormat(language, [], 'UTC');
    const [from, to] = [Date.parse('2026-11-30T08:16:00Z'), Date.parse('2026-12-06T08:16:00Z')];
    expect(zone('zh').dayTime(from, from)).toBe('11月30日 08:16');
    expect(zone('en').dayTime(from, from)).toBe('30 Nov, 08:16');
    expect(zone('zh').days(from, to)).toBe('2026年11月30日 – 12月6日');
    expect(zone('zh').days(to, Date.parse('2027-01-02T08:16:00Z'))).toBe('2026年12月6日 – 2027年1月2日');
    expect(zone('en').days(from, to)).toMatch(/^30 Nov\s–\s6 Dec 2026$/);
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
    expect(zh.bytes(12)).toBe('12 字节');
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
