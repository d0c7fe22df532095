import { lookup } from 'node:dns';
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import * as http from 'node:http';
import * as https from 'node:https';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../lib/app-error.ts';

export interface RemoteImageOptions {
  maxBytes: number;
  signal: AbortSignal;
  /** For tests, whose servers are on this machine. */
  allowsPrivate?: boolean;
}

const TIMEOUT_MS = 15_000;
const MOST_REDIRECTS = 3;

/** Networks that no mail may make this machine talk to: its own, the office's, link-local, multicast (RFC 6890). */
const closed = new BlockList();
for (const [net, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  closed.addSubnet(net, bits, 'ipv4');
}
/** Of IPv6 the open internet is one network (RFC 4291), but for what leads to an address of the other kind that it names. */
const global6 = new BlockList();
global6.addSubnet('2000::', 3, 'ipv6');
for (const [net, bits] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
] as const) {
  closed.addSubnet(net, bits, 'ipv6');
}

/** Whether an address is one of the open internet. IPv4 in IPv6's clothes counts as what it is. */
export function isPublicAddress(address: string): boolean {
  const mapped = /^::ffff:(?:0:)?(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return isPublicAddress(mapped);
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && global6.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

const refused = (text: string): AppError => new AppError('invalid', text, { reason: 'foreign' });

/** Looks up as the system does, but gives no address of a closed network: checked where the connection takes it from. */
const openLookup: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error !== null) return callback(error, []);
    if (addresses.length === 0 || !addresses.every(({ address }) => isPublicAddress(address))) {
      return callback(Object.assign(new Error('closed network'), { code: 'ECLOSED' }), []);
    }
    if (options.all === true) return callback(null, addresses);
    callback(null, addresses[0]?.address ?? '', addresses[0]?.family);
  });
};

function request(url: URL, { signal, allowsPrivate = false }: RemoteImageOptions): Promise<http.IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') {
    throw refused('Only pictures on the web can be fetched.');
  }
  if (!allowsPrivate && isIP(host) !== 0 && !isPublicAddress(host))
    throw refused('This address is not on the open internet.');
  return new Promise((resolve, reject) => {
    (url.protocol === 'https:' ? https : http)
      .get(
        url,
        {
          signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
          agent: false,
          // Nothing that says who asks: no cookies, no token, no referrer, no name of this program.
          headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'Mozilla/5.0' },
          ...(allowsPrivate ? {} : { lookup: openLookup }),
        },
        resolve,
      )
      .on('error', reject);
  });
}

/**
 * Fetches a picture that a message names on the network into `file`, from the open internet only. Fails `invalid` for
 * other addresses and what is too large, `offline` for everything that does not come.
 */
export async function fetchRemoteImage(source: string, file: string, options: RemoteImageOptions): Promise<void> {
  if (!URL.canParse(source)) throw refused('This is no address.');
  const part = `${file}.${process.pid}.part`;
  try {
    let url = new URL(source);
    let answer = await request(url, options);
    for (let hop = 0; [301, 302, 303, 307, 308].includes(answer.statusCode ?? 0); hop += 1) {
      answer.destroy();
      const { location } = answer.headers;
      if (hop === MOST_REDIRECTS || location === undefined || !URL.canParse(location, url.href))
        throw refused('It leads nowhere.');
      url = new URL(location, url);
      answer = await request(url, options);
    }
    if (answer.statusCode !== 200) {
      answer.destroy();
      throw new AppError('notFound', 'There is no picture at this address.');
    }
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    let bytes = 0;
    const limited = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > options.maxBytes) throw refused('The picture is too large.');
        yield chunk;
      }
    };
    await pipeline(answer, limited, createWriteStream(part));
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof AppError) throw cause;
    throw new AppError('offline', 'The picture could not be fetched.', { cause });
  }
}
