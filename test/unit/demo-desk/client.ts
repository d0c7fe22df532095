import { createDemoDesk, type DemoDesk, type DemoDeskOptions } from '../../../src-main/demo-desk/desk.ts';

export type Json = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any

export interface Reply {
  status: number;
  json: Json;
  text: string;
  headers: Headers;
}

/** A demo desk with a plain HTTP client for one of its agents. */
export interface TestDesk extends DemoDesk {
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  get(path: string): Promise<Reply>;
  as(email: string): (method: string, path: string, body?: unknown) => Promise<Reply>;
  control(method: string, path: string, body?: unknown): Promise<Json>;
}

/** `<scheme> <token>` as it goes over the wire in either manner. */
export function authorization(manner: 'live' | 'reference', token: string): string {
  const scheme = manner === 'live' ? 'Zoho-oauthtoken' : '乐投Letou-oauthtoken';
  return Buffer.from(`${scheme} ${token}`, 'utf8').toString('latin1');
}

async function reply(response: Response): Promise<Reply> {
  const text = await response.text();
  let json: Json = {};
  try {
    json = JSON.parse(text) as Json;
  } catch {
    json = {};
  }
  return { status: response.status, json, text, headers: response.headers };
}

export async function startDesk(options: DemoDeskOptions = {}): Promise<TestDesk> {
  const desk = await createDemoDesk({ tickets: 120, seed: 7, anyLoopbackPort: true, ...options });
  const caller =
    (token: string) =>
    async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply> => {
      const form = body instanceof FormData;
      return reply(
        await fetch(desk.url + path, {
          method,
          redirect: 'manual',
          headers: {
            orgId: desk.orgId,
            Authorization: authorization(desk.manner, token),
            ...(body === undefined || form ? {} : { 'Content-Type': 'application/json' }),
            ...headers,
          },
          ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
        }),
      );
    };
  const jade = caller(desk.issueToken());
  return Object.assign(desk, {
    api: jade,
    get: (path: string) => jade('GET', path),
    as: (email: string) => caller(desk.issueToken(email)),
    control: async (method: string, path: string, body?: unknown): Promise<Json> => {
      const response = await fetch(`${desk.url}/__demo${path}`, {
        method,
        headers: { 'x-demo-key': desk.key, 'Content-Type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const got = await reply(response);
      if (got.status !== 200) throw new Error(`${method} ${path}: ${got.status} ${got.text}`);
      return got.json;
    },
  });
}

/** The first ticket of the list that fits. */
export async function someTicket(
  desk: TestDesk,
  query = 'status=Open',
  fits: (row: Json) => boolean = () => true,
): Promise<Json> {
  for (let from = 0; ; from += 100) {
    const page = await desk.get(`/api/v1/tickets?limit=100&from=${from}&${query}`);
    if (page.status !== 200) throw new Error(`No ticket fits: ${page.status} ${page.text}`);
    const row = (page.json['data'] as Json[]).find(fits);
    if (row) return row;
  }
}

export function fileForm(name: string, bytes: string | Uint8Array<ArrayBuffer>, type = 'text/plain'): FormData {
  const form = new FormData();
  form.append('file', new Blob([bytes], { type }), name);
  return form;
}
