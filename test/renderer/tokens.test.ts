import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src-renderer/styles/tokens.css'), 'utf8');

/** Hexadecimal tokens of the block that follows a selector. */
function tokensOf(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector));
  const body = block.slice(block.indexOf('{'), block.indexOf('}'));
  return Object.fromEntries([...body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/gi)].map((match) => [match[1], match[2]]));
}

const channel = (value: number): number => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
/** WCAG 2.2 relative luminance. */
const luminance = (hex: string): number => {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => channel(parseInt(hex.slice(at, at + 2), 16) / 255));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one: string, other: string): number => {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};

const surfaces = ['surface', 'surface-side', 'surface-sunken', 'surface-raised', 'hover'];
const pairs = [
  ...['text', 'text-2', 'text-3', 'accent', 'danger', 'warning', 'success', 'info'].flatMap((ink) =>
    surfaces.map((surface) => [ink, surface]),
  ),
  ...['text', 'text-2', 'text-3', 'danger', 'warning', 'accent'].map((ink) => [ink, 'selected']),
  ...['danger', 'warning', 'success', 'info', 'accent'].map((signal) => [signal, `${signal}-soft`]),
  ...['danger', 'warning', 'info'].flatMap((signal) => [
    ['text', `${signal}-soft`],
    ['text-2', `${signal}-soft`],
    ['text-3', `${signal}-soft`],
  ]),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ...['paper-ink', 'paper-ink-2', 'paper-link', 'paper-warning'].map((ink) => [ink, 'paper']),
  ...['paper-ink-2', 'paper-link'].map((ink) => [ink, 'paper-soft']),
] as [string, string][];

describe.each([
  ['light', tokensOf(":root[data-theme='light']")],
  ['dark', tokensOf(":root[data-theme='dark']")],
])('the %s theme', (_name, tokens) => {
  it.each(pairs)('%s on %s reads at 4.5:1 or more', (ink, surface) => {
    expect(tokens[ink], ink).toBeDefined();
    expect(tokens[surface], surface).toBeDefined();
    expect(contrast(tokens[ink] ?? '', tokens[surface] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
});
