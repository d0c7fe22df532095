import { readFileSync } from 'node:fs';
import Icon from '../../node_modules/@lucide/svelte/dist/Icon.svelte';
import Bell from '@lucide/svelte/icons/bell';
import ChartNoAxes from '@lucide/svelte/icons/chart-no-axes-column';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import Image from '@lucide/svelte/icons/image';
import ListTodo from '@lucide/svelte/icons/list-todo';
import { cleanup, render } from '@testing-library/svelte';
import { expect, test } from 'vitest';
import { icons } from '../../build/icons.mjs';

const pathOf = (name: string): string => `node_modules/@lucide/svelte/dist/icons/${name}.svelte`;
/** Names and attributes of an element and all within, but for classes: nothing here goes by those of the library. */
function shapeOf(element: Element): unknown {
  const attributes = element
    .getAttributeNames()
    .filter((name) => name !== 'class')
    .map((name) => [name, element.getAttribute(name)]);
  return [element.localName, Object.fromEntries(attributes), [...element.children].map(shapeOf)];
}
function drawn(...[component, props]: Parameters<typeof render>): unknown {
  const shape = shapeOf(render(component, props).container.querySelector('svg')!);
  cleanup();
  return shape;
}

test.each([
  ['bell', Bell],
  ['chart-no-axes-column', ChartNoAxes],
  ['circle-alert', CircleAlert],
  ['image', Image],
  ['list-todo', ListTodo],
])('%s is drawn as by its library', (name, component) => {
  const icon = JSON.parse(/const iconData = (\{.*\});/.exec(readFileSync(pathOf(name), 'utf8'))![1]!) as object;
  for (const props of [{}, { size: 14 }, { size: 13, strokeWidth: 2.25 }]) {
    expect(drawn(component, props)).toEqual(drawn(Icon, { ...props, icon } as never));
  }
});

test('a form of the library that is not known stops the build', () => {
  const { markup } = icons();
  const ofBell = (content: string) => () => markup({ content, filename: pathOf('bell') });
  expect(ofBell('<svg></svg>')).toThrow('holds no icon');
  expect(ofBell('const iconData = {"name":"bell","size":16,"node":[]};')).toThrow('drawn on 16');
  expect(markup({ content: '<p></p>', filename: 'src-renderer/views/bell.svelte' })).toBeUndefined();
});
