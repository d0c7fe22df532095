import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { isRunnable, safeFileName, sniff } from '../../../src-main/lib/file-kind.ts';
import { createServedFiles, fileHeaders } from '../../../src-main/lib/served-files.ts';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const PNG = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(20)]);

describe('what a file is', () => {
  it.each([
    [PNG, 'x.html', 'image'],
    [bytes('<script>alert(1)</script>'), 'photo.png', 'text'],
    [bytes('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>'), 'logo.svg', 'text'],
    [bytes('%PDF-1.7 ...'), 'a.txt', 'pdf'],
    [bytes('MZ\x90\x00\x03'), 'invoice.pdf', 'other'],
    [bytes('GIF89a' + '\x01\x00'), 'a.gif', 'image'],
    [Buffer.from('会议记录，第一项', 'utf8'), 'minutes.txt', 'text'],
    [Buffer.alloc(0), 'empty.txt', 'other'],
    [bytes('PK\x03\x04'), 'a.docx', 'other'],
  ] as const)('is told by its bytes (%#)', (head, name, kind) => {
    expect(sniff(head, name).kind).toBe(kind);
  });
});

describe('a stranger’s file name', () => {
  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\windows\\system.ini', 'system.ini'],
    ['invoice\u202Egpj.exe', 'invoicegpj.exe'],
    ['.bashrc', 'bashrc'],
    ['con.txt', '_con.txt'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie x=1.txt'],
    ['...', 'file'],
    ['a<b>"c|d?.png', 'abcd.png'],
    ['发票 2026.pdf', '发票 2026.pdf'],
  ])('%j becomes %j', (name, safe) => expect(safeFileName(name)).toBe(safe));

  it('never leaves its folder, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (name) => {
        const safe = safeFileName(name);
        expect(safe).not.toMatch(/[\\/\0\r\n]|^\.|^$/);
        expect(safe.length).toBeLessThanOrEqual(190);
      }),
    );
  });

  it('knows what may run', () => {
    for (const name of ['a.exe', 'a.html', 'a.pdf.lnk', 'a.SVG', 'x.docm', 'a\u202Efdp.scr', 'a.exe. .'])
      expect(isRunnable(name), name).toBe(true);
    for (const name of [
      'a.inetloc',
      'a.diagcab',
      'a.library-ms',
      'a.appref-ms',
      'a.jnlp',
      'a.wsc',
      'a.xlsb',
      'a.webloc',
    ])
      expect(isRunnable(name), name).toBe(true);
    for (const name of ['a.pdf', 'a.docx', 'b.png', 'c.csv', '发票.pdf', 'html', 'exe'])
      expect(isRunnable(name), name).toBe(false);
  });
});

describe('files for the page', () => {
  const offered = (name: string, head: Buffer) => ({
    path: `/x/${name}`,
    name,
    size: head.length,
    sniffed: sniff(head, name),
  });

  it('are at addresses that only an offer tells', () => {
    const files = createServedFiles();
    const path = files.offer(offered('a.png', PNG));
    expect(path).toMatch(/^\/files\/[\w-]{43}$/);
    expect(files.offer(offered('a.png', PNG))).toBe(path);
    expect(files.get(path)?.path).toBe('/x/a.png');
    for (const other of ['/files/', '/files/../a.png', `${path}/`, path.slice(0, -1), '/files/a.png', '/x/a.png']) {
      expect(files.get(other), other).toBeNull();
    }
    files.clear();
    expect(files.get(path)).toBeNull();
  });

  it('run nothing and are what their bytes say', () => {
    const page = fileHeaders(offered('photo.png', bytes('<html><script>alert(1)</script>')));
    expect(page).toMatchObject({ 'Content-Type': 'application/octet-stream', 'X-Content-Type-Options': 'nosniff' });
    expect(page['Content-Disposition']).toMatch(/^attachment;/);
    expect(page['Content-Security-Policy']).toContain('sandbox');
    const picture = fileHeaders(offered('x.html', PNG));
    expect(picture['Content-Type']).toBe('image/png');
    expect(picture['Content-Security-Policy']).toContain('sandbox');
    expect(fileHeaders({ ...offered('a.png', PNG), asDownload: true })['Content-Disposition']).toMatch(/^attachment;/);
  });

  it('break no header by their name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const { 'Content-Disposition': value } = fileHeaders(offered(name, PNG));
        expect(value).toMatch(/^inline; filename="[^"\\\r\n]*"; filename\*=UTF-8''[\w!#$&+.^`|~%-]*$/);
      }),
    );
  });
});
