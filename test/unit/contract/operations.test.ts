import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answer, clientOf, type Recorded, startServer, type TestServer } from '../api/server.ts';
import { rawRows, readRows, sameRow } from './compare.ts';
import { deskAnswers, scenario } from './desk-scenario.ts';
import {
  api,
  BEYOND_REFERENCE,
  DIFFERENCES,
  type Endpoint,
  exampleArgs,
  exampleIds,
  exampleInput,
  exampleQuery,
  fill,
  idsAsText,
  type Json,
  OPERATIONS,
  operationOf,
  reference,
} from './reference.ts';

/** Operations that passed, by what was compared; the last test prints their number. */
const passed = {
  request: new Set<string>(),
  answer: new Set<string>(),
  live: new Set<string>(),
  reference: new Set<string>(),
};
const BRANDS = ['Zoho', '乐投Letou'];

let dir: string;
let file: string;
let server: TestServer;
let respond: (request: Recorded) => { status: number; text?: string };

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'deskhand-contract-'));
  file = join(dir, '附件 "one".txt');
  await writeFile(file, 'What the customer sent.');
  server = await startServer((request, response) => {
    const { status, text } = respond(request);
    answer(response, status, text);
  });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await rm(dir, { recursive: true });
});

async function run(endpoint: Endpoint, brand = 'Zoho'): Promise<unknown> {
  const tokens = { authorization: () => Promise.resolve(`${brand}-oauthtoken 1000.abc`) };
  const operation = operationOf(endpoint.operation);
  if (operation === undefined) throw new Error(`The client has no ${endpoint.operation}.`);
  return operation(clientOf(server.url, { tokens }), ...exampleArgs(endpoint, file));
}

const exampleText = ({ exampleResponse }: Endpoint): string | undefined =>
  typeof exampleResponse === 'number' ? undefined : JSON.stringify(exampleResponse);

describe('the table', () => {
  test(`has all ${OPERATIONS} operations, each once`, () => {
    expect(new Set(reference.map(({ operation }) => operation)).size).toBe(OPERATIONS);
    expect(reference).toHaveLength(OPERATIONS);
  });

  test('has every operation that the client offers, but for the named ones beyond it', () => {
    const names = new Set(reference.map(({ operation }) => operation));
    const functions = Object.entries(api).flatMap(([name, value]) => (typeof value === 'function' ? [name] : []));
    expect(functions.filter((name) => !names.has(name)).sort()).toEqual([...BEYOND_REFERENCE].sort());
    expect(reference.filter(({ operation }) => !functions.includes(operation))).toEqual([]);
  });

  test('is what the demo desk is asked, operation for operation', () => {
    expect(Object.keys(scenario).sort()).toEqual(reference.map(({ operation }) => operation).sort());
  });
});

describe.each(reference)('$operation', (endpoint) => {
  const { operation, method, path, query, exampleBody, multipart, exampleResponse } = endpoint;
  const difference = DIFFERENCES[operation];

  test.each(BRANDS)('asks as the reference does, with the brand %s', async (brand) => {
    respond = () => ({
      status: exampleText(endpoint) === undefined ? 204 : 200,
      ...(exampleText(endpoint) === undefined ? {} : { text: exampleText(endpoint)! }),
    });
    const before = server.requests.length;
    await run(endpoint, brand);
    expect(server.requests.length - before).toBe(1);
    const request = server.requests.at(-1)!;
    expect(request.method).toBe(method);
    expect(request.path).toBe(fill(difference?.path ?? path, exampleIds(endpoint)));
    const sent = Object.fromEntries(request.query);
    expect(Object.keys(sent).sort()).toEqual(query.map(({ name }) => name).sort());
    const asked = operation === 'moveTicket' ? { departmentId: '1892000000082069' } : exampleQuery(endpoint);
    expect(sent).toEqual(Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)])));
    expect(Buffer.from(request.headers.authorization!, 'latin1').toString('utf8')).toBe(`${brand}-oauthtoken 1000.abc`);
    expect(request.headers['orgid']).toBe(path.startsWith('/api/v1/organizations') ? undefined : '3981311');
    if (multipart !== undefined) {
      expect(request.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
      expect(request.headers['content-length']).toBe(String(request.body.length));
      expect(request.body.toString()).toContain(`name="${multipart}"; filename="附件 %22one%22.txt"`);
      expect(request.body.toString()).toContain('What the customer sent.');
    } else if (exampleInput(endpoint) === null) {
      expect(request.body).toHaveLength(0);
    } else {
      expect(request.headers['content-type']).toBe('application/json');
      const body = JSON.parse(request.body.toString()) as Json;
      const example = Object.entries({ ...exampleBody, ...difference?.add }).filter(
        ([name]) => !difference?.omit?.includes(name),
      );
      expect(Object.keys(body).sort()).toEqual(example.map(([name]) => name).sort());
      for (const [name, value] of example) {
        // Amounts may be written otherwise (3.0, 3); text stays text, and ids in lists stay whole.
        if (typeof value === 'string' && /^\d+\.\d+$/.test(value)) {
          expect(typeof body[name]).toBe('string');
          expect(Number(body[name])).toBe(Number(value));
        } else expect(body[name], name).toEqual(idsAsText(value));
      }
    }
    passed.request.add(operation);
  });

  test('reads the example answer whole, also with bare ids of 13 to 19 digits', async () => {
    if (typeof exampleResponse === 'number') {
      for (const status of [200, 204]) {
        respond = () => ({ status });
        await expect(run(endpoint)).resolves.toBeUndefined();
      }
    } else {
      const text = exampleText(endpoint)!;
      const long = text.replace(/"(\d{13,18})"/g, (_match, digits: string) => `"${digits.padStart(19, '123456')}"`);
      const bare = (from: string): string => from.replace(/"(\d{13,19})"/g, '$1');
      for (const [sent, meant] of [
        [text, text],
        [bare(text), text],
        [bare(long), long],
      ] as const) {
        respond = () => ({ status: 200, text: sent });
        const rows = readRows(await run(endpoint));
        const expected = rawRows(JSON.parse(meant) as Json);
        expect(rows).toHaveLength(expected.length);
        expected.forEach((row, index) => sameRow(row, rows[index], `${operation}[${index}]`));
      }
      if (Array.isArray(exampleResponse['data'])) {
        respond = () => ({ status: 204 });
        expect(readRows(await run(endpoint))).toEqual([]);
      }
    }
    passed.answer.add(operation);
  });
});

/** Keys that carry the brand of the reference in their name. */
const isBranded = (key: string): boolean => key.startsWith('乐投Letou');

describe.each(['live', 'reference'] as const)('the demo desk in the %s manner', (manner) => {
  let answers: Map<string, { status: number; json: unknown }>;
  beforeAll(async () => {
    answers = await deskAnswers(manner, file);
  }, 120_000);

  test.each(reference)('answers our $operation with the keys of the reference', ({ operation, exampleResponse }) => {
    const got = answers.get(operation);
    expect(got, 'asked').toBeDefined();
    expect(got!.status).toBeGreaterThanOrEqual(200);
    expect(got!.status).toBeLessThan(300);
    if (typeof exampleResponse !== 'number') {
      const keys = Object.keys(got!.json as Json);
      for (const key of Object.keys(exampleResponse)) {
        if (!(isBranded(key) && manner === 'live')) expect(keys, key).toContain(key);
      }
    }
    passed[manner].add(operation);
  });
});

test(`all ${OPERATIONS} operations`, () => {
  const all = reference.filter(({ operation }) => Object.values(passed).every((set) => set.has(operation)));
  console.log(`contract: ${all.length}/${OPERATIONS} operations (client)`);
  expect(all).toHaveLength(OPERATIONS);
});
