import { expect, it } from 'vitest';
import { createConfirmUpdates } from '../../../src-main/electron/confirm-updates.ts';

const ADDRESS = 'https://downloads.example.com/deskhand';

it('asks once at a time, in the agent’s language, and begins at the answer that changes nothing', async () => {
  const asked: { message: string; detail: string; buttons: string[]; defaultId: number; cancelId: number }[] = [];
  let answer = (_response: number): void => undefined;
  const showMessageBox = (question: never) => {
    asked.push(question);
    return new Promise<{ response: number }>((resolve) => (answer = (response) => resolve({ response })));
  };
  const confirm = createConfirmUpdates({
    dialog: { showMessageBox } as never,
    window: () => null,
    language: () => 'zh',
  });
  const first = confirm(ADDRESS);
  expect(await confirm(ADDRESS)).toBe(false);
  expect(asked).toMatchObject([{ buttons: ['允许', '取消'], defaultId: 1, cancelId: 1 }]);
  expect(asked[0]?.detail).toContain(ADDRESS);
  answer(0);
  expect(await first).toBe(true);
  const second = confirm(ADDRESS);
  answer(1);
  expect(await second).toBe(false);
});
