/** What a file can be shown as. */
export type FileKind = 'image' | 'pdf' | 'text' | 'other';

export interface Sniffed {
  kind: FileKind;
  /** The media type that its bytes have; `application/octet-stream` for what is not shown. */
  type: string;
}

/** How many bytes `sniff` wants to see. */
export const SNIFF_BYTES = 4_096;

const OTHER: Sniffed = { kind: 'other', type: 'application/octet-stream' };
const starts = (head: Uint8Array, bytes: readonly number[], at = 0): boolean =>
  bytes.every((byte, index) => head[at + index] === byte);
const ascii = (head: Uint8Array, from: number, to: number): string =>
  Buffer.from(head.subarray(from, to)).toString('latin1');

function pictureType(head: Uint8Array): string | null {
  if (starts(head, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (starts(head, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return 'image/gif';
  if (ascii(head, 0, 4) === 'RIFF' && ascii(head, 8, 12) === 'WEBP') return 'image/webp';
  if (ascii(head, 4, 12) === 'ftypavif') return 'image/avif';
  if (ascii(head, 0, 2) === 'BM' && starts(head, [0, 0, 0, 0], 6)) return 'image/bmp';
  return null;
}

const decodes = (head: Uint8Array, encoding: string): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(head, { stream: true });
    return true;
  } catch {
    return false;
  }
};

/** The encoding of a text by its first bytes, or null for what is none. */
export function textEncoding(head: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252' | null {
  if (starts(head, [0xff, 0xfe])) return 'utf-16le';
  if (starts(head, [0xfe, 0xff])) return 'utf-16be';
  // Control characters beyond tab, line ends, form feed and escape are in no text.
  if (head.some((byte) => byte < 9 || (byte > 13 && byte < 32 && byte !== 27))) return null;
  if (decodes(head, 'utf-8')) return 'utf-8';
  return decodes(head, 'gb18030') ? 'gb18030' : 'windows-1252';
}

/** Formats whose first bytes read as text although the file is none. */
const NOT_TEXT = /\.(?:pdf|ps|eps|rtf|docx?|xlsx?|pptx?|zip|gz|7z|rar|exe|dll|msi|iso)$/i;

/** What a file is by its own first bytes: neither its name nor what the service calls it is believed. */
export function sniff(head: Uint8Array, name: string): Sniffed {
  const picture = pictureType(head);
  if (picture !== null) return { kind: 'image', type: picture };
  if (ascii(head, 0, 1_024).includes('%PDF-')) return { kind: 'pdf', type: 'application/pdf' };
  if (head.length > 0 && !NOT_TEXT.test(name) && textEncoding(head) !== null) {
    return { kind: 'text', type: 'text/plain; charset=utf-8' };
  }
  return OTHER;
}

const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const LONGEST_NAME = 180;

/**
 * A stranger's file name as one that may stand on a disk: no folders, no control characters, nothing that turns the
 * reading direction (`gpj.exe` shown as `exe.jpg`), no leading dots, no names that Windows keeps for devices.
 */
export function safeFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff<>:"|?*]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const end = /\.[A-Za-z0-9]{1,10}$/.exec(plain)?.[0] ?? '';
  const cut = plain.length > LONGEST_NAME ? plain.slice(0, LONGEST_NAME - end.length) + end : plain;
  if (cut === '') return 'file';
  return RESERVED.test(cut) ? `_${cut}` : cut;
}

/** Programs, scripts, installers, shortcuts and documents that bring commands or macros, of every system: a mail may be read on any. */
const RUNS = new Set(
  [
    // Windows.
    'exe com bat cmd scr pif msi msp mst msix appx appxbundle msixbundle appinstaller cpl dll ocx js jse vb vbe vbs ws wsc wsf wsh',
    'sct shb shs hta hlp chm ps1 ps1xml psm1 psd1 psc1 msh msc reg lnk url website scf inf ins isp gadget application appref-ms',
    'appcontent-ms settingcontent-ms library-ms search-ms searchconnector-ms diagcab theme xbap iso img vhd vhdx',
    // macOS.
    'app command tool terminal workflow action scpt scptd applescript osax fileloc inetloc webloc mobileconfig dmg pkg mpkg',
    // Linux.
    'desktop deb rpm appimage run bin flatpakref flatpak snap',
    // Wherever their program is.
    'jar jnlp sh bash zsh csh ksh fish py pyw pyc pyz pl rb php',
    'html htm shtml xhtml xht mht mhtml svg svgz xml xsl',
    'docm dotm xlsm xltm xlsb xlam xla xll slk iqy pptm potm ppsm ppam sldm one',
  ].flatMap((extensions) => extensions.split(' ')),
);

/** Whether opening a file of this name may run what is in it; such a file can be saved but is not opened from here. */
export const isRunnable = (name: string): boolean =>
  RUNS.has(/\.([^.]+)$/.exec(safeFileName(name))?.[1]?.toLowerCase() ?? '');
