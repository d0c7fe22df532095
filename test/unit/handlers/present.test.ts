import { expect, it } from 'vitest';
import { agentRow, fieldText, personName } from '../../../src-main/handlers/present.ts';
import { agent } from '../../../src-preload/contract/agents.ts';

it.each([
  [{ firstName: 'Lucas', lastName: 'Carol' }, 'Lucas Carol'],
  [{ firstName: '芳', lastName: '王' }, '王芳'],
  [{ firstName: 'Lucy', lastName: '王' }, 'Lucy 王'],
  [{ firstName: '', lastName: 'jade' }, 'jade'],
  [{ firstName: null, lastName: undefined }, 'nobody'],
  [null, 'nobody'],
])('names %j', (person, name) => expect(personName(person, 'nobody')).toBe(name));

it.each([
  ['x', 'x'],
  [0, '0'],
  [false, 'false'],
  ['', null],
  [null, null],
  [['a', null, 2], 'a, 2'],
  [{ a: 1 }, '{"a":1}'],
])('shows a field %j', (value, text) => expect(fieldText(value)).toBe(text));

it.each([
  ['Asia/Shanghai', 'Asia/Shanghai'],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('an agent’s zone %j is %j', (timeZone, shown) => {
  expect(agentRow(agent.parse({ id: '1', lastName: 'Jade', timeZone })).timeZone).toBe(shown);
});
