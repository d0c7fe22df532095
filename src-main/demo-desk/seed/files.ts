import { deflateSync, crc32 } from 'node:zlib';
import { createRng } from '../rng.ts';

function pngChunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

/** A small picture (a gradient with a few bars), different for every key. */
export function pngBytes(key: number, width = 96, height = 60): Buffer {
  const r = createRng(key, 91);
  const [red, green, blue, bars] = [r.int(256), r.int(256), r.int(256), r.between(2, 6)];
  const raw = Buffer.alloc(height * (1 + width * 3));
  for (let y = 0; y < height; y++) {
    const row = y * (1 + width * 3) + 1;
    for (let x = 0; x < width; x++) {
      const bar = Math.floor((x * bars) / width) % 2 === 0 ? 0 : 40;
      const shade = Math.floor((y * 120) / height);
      raw[row + x * 3] = Math.max(0, red - shade + bar) & 255;
      raw[row + x * 3 + 1] = Math.max(0, green - shade + bar) & 255;
      raw[row + x * 3 + 2] = Math.max(0, blue - shade + bar) & 255;
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', head),
    pngChunk('IDAT', deflateSync(raw, { level: 1 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A one-page PDF that shows `line`. */
export function pdfBytes(line: string): Buffer {
  const text = line.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&');
  const stream = `BT /F1 14 Tf 60 760 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const xref = body.length;
  body += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((o) => `${String(o).padStart(10, '0')} 00000 n \n`).join('')}`;
  return Buffer.from(
    `${body}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`,
    'latin1',
  );
}

/** The bytes of a seeded file: real ones for its extension, always the same for the same key. */
export function seededFile(seed: number, key: number, name: string): Buffer {
  const r = createRng(seed, 92, key);
  if (/\.(png|jpe?g)$/i.test(name)) return pngBytes(seed * 1_000_003 + key, r.between(48, 96), r.between(32, 60));
  if (/\.pdf$/i.test(name))
    return pdfBytes(`Zylker ${name} no. ${key}, total ${(r.between(900, 48000) / 100).toFixed(2)}`);
  if (/\.json$/i.test(name))
    return Buffer.from(
      JSON.stringify({ device: `HB${key}`, rooms: r.between(1, 9), schedule: { on: '07:00', off: '23:00' } }, null, 2),
    );
  const rows = r.chance(0.01) ? 4000 : r.between(8, 60);
  const lines: string[] = [];
  for (let i = 0; i < rows; i++)
    lines.push(
      /\.csv$/i.test(name)
        ? `${i},device-${r.int(99999)},online,${r.int(100)}`
        : `${String(i).padStart(5, '0')} radio rssi=-${r.between(30, 90)} retry=${r.int(4)}`,
    );
  return Buffer.from(`${lines.join('\n')}\n`);
}

/** A portrait: initials on a colour, as SVG-free PNG so that any viewer shows it. */
export function photoBytes(key: number): Buffer {
  return pngBytes(key * 7919 + 17, 96, 96);
}

export function mimeOf(name: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  const types: Record<string, string> = {
    png: 'image/png',
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    gif: 'image/gif',
    pdf: 'application/pdf',
    txt: 'text/plain; charset=utf-8',
    csv: 'text/csv; charset=utf-8',
    json: 'application/json',
    log: 'text/plain; charset=utf-8',
    html: 'text/html; charset=utf-8',
  };
  return types[extension] ?? 'application/octet-stream';
}
