import { JSDOM } from 'jsdom';
import { beforeAll, describe, expect, it } from 'vitest';
import { frameDocument } from '../../src-renderer/lib/mail/frame-document.ts';
import { isDisguised, safeLink, segments } from '../../src-renderer/lib/mail/links.ts';
import {
  LONGEST_BODY,
  sanitiseMail,
  sanitiseQuote,
  simpleText,
  type SafeMail,
} from '../../src-renderer/lib/mail/sanitise.ts';
import { hostileMails } from './hostile-mails.ts';

const clean = (html: string): SafeMail =>
  sanitiseMail(html, {
    quoteLabel: 'Quoted text',
    imageLabel: 'image',
    linkTitle: (target, disguised) => (disguised ? `Careful: ${target}` : target),
    nameOf: (id) => (id === '4417' ? 'Jade Liu' : 'Someone'),
  });
const parse = (html: string): HTMLElement => new DOMParser().parseFromString(html, 'text/html').body;

const TAGS = new Set(
  `a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt
  em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small
  span strike strong sub summary sup table tbody td tfoot th thead tr tt u ul var wbr`.split(/\s+/),
);
const ATTRIBUTES =
  /^(align|alt|aria-label|bgcolor|border|cellpadding|cellspacing|class|color|colspan|data-href|data-disguised|dir|face|height|lang|nowrap|open|role|rowspan|size|span|src|start|style|tabindex|title|valign|width)$/;

describe.each(Object.entries(hostileMails))('a hostile mail: %s', (_name, html) => {
  let mail: SafeMail;
  beforeAll(() => {
    mail = clean(html);
  });

  it('keeps only harmless elements and attributes', () => {
    for (const element of parse(mail.html).querySelectorAll('*')) {
      expect([...TAGS], element.outerHTML).toContain(element.localName);
      for (const { name, value } of element.attributes) {
        expect(name).toMatch(ATTRIBUTES);
        if (name === 'src') expect(value).toMatch(/^data:image\/(png|gif|jpeg|webp|bmp);base64,/);
        if (name === 'style') expect(value).not.toMatch(/url|expression|import|position|var\(|attr\(|behavior|\\/i);
        if (name === 'data-href') expect(value).toMatch(/^(https?|mailto|tel):/);
      }
    }
  });

  it('reads the same when it is parsed again', () => {
    const once = parse(mail.html).innerHTML;
    expect(parse(once).innerHTML).toBe(once);
    expect(clean(mail.html).html).not.toMatch(/<script|<[^>]*onerror=/i);
  });

  it('runs nothing, even where scripts may run', () => {
    const look = { fontUrl: '', paper: null, isDark: false } as unknown as Parameters<typeof frameDocument>[1];
    const { window } = new JSDOM(frameDocument(mail.html, look), { runScripts: 'dangerously' });
    for (const element of window.document.querySelectorAll('*')) {
      for (const type of ['error', 'load', 'click', 'focus', 'toggle', 'mouseover']) {
        element.dispatchEvent(new window.Event(type));
      }
    }
    expect((window as unknown as { pwned?: number }).pwned).toBeUndefined();
    window.close();
  });
});

it('the corpus itself is dangerous: unsanitised, some of it runs', () => {
  const { window } = new JSDOM(hostileMails['script'], { runScripts: 'dangerously' });
  expect((window as unknown as { pwned?: number }).pwned).toBe(1);
  window.close();
});

describe('links', () => {
  it('lose their href and say where they lead', () => {
    const link = parse(clean('<a href="https://ok.example/a?b=1">read</a>').html).querySelector('a')!;
    expect(link.hasAttribute('href')).toBe(false);
    expect(link.dataset['href']).toBe('https://ok.example/a?b=1');
    expect(link.title).toBe('https://ok.example/a?b=1');
    expect(link.tabIndex).toBe(0);
  });

  it.each([
    ['http://a.example/', 'http://a.example/'],
    ['//a.example/x', 'https://a.example/x'],
    ['mailto:a@b.example', 'mailto:a@b.example'],
    ['tel:+1888', 'tel:+1888'],
    ['https://аpple.example/', 'https://xn--pple-43d.example/'],
    ['ftp://a.example', null],
    ['javascript:alert(1)', null],
    ['/relative', null],
    ['', null],
    [`https://a.example/${'x'.repeat(9_000)}`, null],
  ])('%s opens as %s', (href, target) => {
    expect(safeLink(href)).toBe(target);
  });

  it.each([
    ['https://bank.example', 'https://evil.example/', true],
    ['bank.example/login', 'https://bank.example.evil.example/', true],
    ['www.bank.example', 'https://bank.example/', false],
    ['bank.example', 'https://login.bank.example/', false],
    ['click here', 'https://evil.example/', false],
    ['click here', 'https://bank.example@evil.example/', true],
    ['bank.example', 'mailto:a@evil.example', false],
    ['\u202Eelpmaxe.knab', 'https://evil.example/', true],
    ['\u2067bank.example\u2069', 'https://evil.example/', true],
    ['bank\u200B.exam\u00ADple', 'https://evil.example/', true],
    ['bank.example\u200E', 'https://bank.example/', false],
    ['https://status.example.com', 'https://status.example.com/', false],
    ['https://status.example.com', 'http://status.example.com/printers?a=1#b', false],
    ['HTTPS://Status.Example.com/', 'https://status.example.com/', false],
    ['https://status.example.com', 'https://status.example.com.evil.example/', true],
    ['https://status.example.com', 'http://evil.example.net/x', true],
    ['<https://bank.example>', 'https://bank.example/', false],
    ['(bank.example).', 'https://bank.example/', false],
    ['(bank.example).', 'https://evil.example/', true],
    ['Sign in at https://bank.example/login now', 'https://evil.example/', true],
    ['请访问https://bank.example/登录，谢谢', 'https://bank.example/%E7%99%BB%E5%BD%95', false],
    ['https://bank.example and https://evil.example', 'https://evil.example/', true],
    ['https:\\\\bank.example', 'https://evil.example/', true],
    ['bank。example', 'https://evil.example/', true],
    ['http://10.0.0.1/', 'https://evil.example/', true],
    ['https://bank.example@evil.example/', 'https://bank.example@evil.example/', true],
    ['银行.example', 'https://xn--jn2a72x.example/', false],
    ['invoice.pdf', 'https://files.example/d/invoice.pdf', false],
    ['guide.html', 'https://docs.example/guide.html', false],
    ['bank.example/invoice.pdf', 'https://evil.example/invoice.pdf', true],
    ['archive.zip', 'https://evil.example/archive.zip', true],
    ['4.2 update', 'https://evil.example/', false],
    ['ann@bank.example', 'mailto:Ann@bank.example', false],
    ['ann@bank.example', 'mailto:ann@bank.example?subject=x', false],
    ['ann@bank.example', 'mailto:ann@evil.example', true],
    ['ann@bank.example', 'https://evil.example/', true],
    ['+1 888', 'tel:+1999', false],
  ])('“%s” to %s: disguised %s', (text, target, disguised) => {
    expect(isDisguised(text, target)).toBe(disguised);
  });

  it('are found in plain text, without the sentence’s own marks', () => {
    expect(segments('See https://a.example/x, or ask bob@a.example. 见https://b.example/中。')).toEqual([
      { kind: 'text', text: 'See ' },
      { kind: 'link', text: 'https://a.example/x', target: 'https://a.example/x' },
      { kind: 'text', text: ', or ask ' },
      { kind: 'link', text: 'bob@a.example', target: 'mailto:bob@a.example' },
      { kind: 'text', text: '. 见' },
      { kind: 'link', text: 'https://b.example/中', target: 'https://b.example/%E4%B8%AD' },
      { kind: 'text', text: '。' },
    ]);
  });
});

describe('pictures', () => {
  it('on the network are counted and replaced; trackers leave nothing', () => {
    const mail = clean(
      '<img src="https://x.example/a.png" alt="Logo"><img src="https://x.example/o.gif" width="1" height="1"><p style="background:url(https://x.example/b)">x</p>',
    );
    expect(mail.remoteImages).toBe(3);
    expect(parse(mail.html).querySelectorAll('img')).toHaveLength(0);
    expect([...parse(mail.html).querySelectorAll('.dh-image')].map((box) => box.textContent)).toEqual(['Logo']);
  });

  it('that came along are told apart; those in the mail itself show', () => {
    const mail = clean(
      '<img src="cid:a@b"><img src="https://desk.example/api/v1/threads/1/inlineImages/2"><img src="/api/v1/uploads/3/contents"><img src="data:image/png;base64,iVBORw0KGgo=">',
    );
    expect(mail.embeddedImages).toBe(3);
    expect(mail.remoteImages).toBe(0);
    expect(parse(mail.html).querySelectorAll('img')).toHaveLength(1);
  });
});

describe('a quote that goes out again', () => {
  const PIXEL = 'data:image/png;base64,iVBORw0KGgo=';
  it('has no address of a picture that a reader’s client would fetch', () => {
    const html = `<img src="${PIXEL}" srcset="https://t.example/a.png 2x"><img src="cid:a@b" srcset="https://t.example/b.png 1x" alt="plan">`;
    expect(sanitiseQuote(html)).toBe(`<img src="${PIXEL}">plan`);
    expect(sanitiseQuote(html, new Map([['cid:a@b', 'f'.repeat(64)]]))).toBe(
      `<img src="${PIXEL}"><img src="cid:${'f'.repeat(64)}@deskhand" alt="plan">`,
    );
  });
});

describe('colours', () => {
  it.each([
    ['<p style="color:#333">x</p>', false],
    ['<table bgcolor="#ffffff"><tr><td>x</td></tr></table>', false],
    ['<div style="background-color:#ffffff">x</div>', false],
    ['<table bgcolor="#003366"><tr><td>x</td></tr></table>', true],
    ['<div style="background:#123456">x</div>', true],
  ])('%s has a background of its own: %s', (html, hasBackground) => {
    expect(clean(html).hasBackground).toBe(hasBackground);
  });
});

describe('limits', () => {
  it('a huge body is cut', () => {
    const mail = clean(`<p>${'words '.repeat(LONGEST_BODY / 3)}</p>`);
    expect(mail.isCut).toBe(true);
    expect(mail.html.length).toBeLessThanOrEqual(LONGEST_BODY + 100);
  });

  it('a body of a great many tags is cut between them', () => {
    const mail = clean(`${'<br>'.repeat(30_001)}end`);
    expect(mail.isCut).toBe(true);
    expect(mail.html).toMatch(/<br>$/);
  });
});

describe('mentions', () => {
  it('read as names in comments', () => {
    expect(clean('<b>zsu[@user:4417]zsu</b> look').html).toBe('<b><span class="dh-mention">@Jade Liu</span></b> look');
    expect(segments('zsu[@user:1]zsu!', () => 'Ann')).toEqual([
      { kind: 'mention', text: '@Ann' },
      { kind: 'text', text: '!' },
    ]);
  });

  it('cannot smuggle markup in a name', () => {
    const mail = sanitiseMail('<i>zsu[@user:9]zsu</i>', {
      quoteLabel: '',
      imageLabel: '',
      linkTitle: String,
      nameOf: () => '<img src=x onerror=alert(1)>',
    });
    expect(parse(mail.html).querySelector('img')).toBeNull();
  });
});

describe('simple comments', () => {
  it.each([
    ['<div>One<br>two</div>', 'One\ntwo'],
    ['<p>One</p><p>two &amp; three</p>', 'One\n\ntwo & three'],
    ['plain', 'plain'],
    ['<ul><li>list</li></ul>', null],
    ['<a href="https://a.example">x</a>', null],
    ['<script>alert(1)</script>ok', 'ok'],
  ])('%s is %s', (html, text) => {
    expect(simpleText(html)).toBe(text);
  });
});

describe('a mail with colours of its own in the dark theme', () => {
  const look = {
    ...{ ink: '#111111', inkSoft: '#222222', link: '#333333', line: '#444444', soft: '#555555', warning: '#666666' },
    ...{ font: 'x', mono: 'y', fontUrl: '' },
  };
  const html = '<p data-href="https://a.example/" style="color:#ffffff">x</p><i data-href="https://a.example/">y</i>';
  const coloursOf = (paper: string | null, isDark: boolean): string[] => {
    const { window } = new JSDOM(frameDocument(html, { ...look, paper, isDark }));
    const inks = [...window.document.querySelectorAll('[data-href]')].map((one) => window.getComputedStyle(one).color);
    const paint = window.getComputedStyle(window.document.documentElement).backgroundColor;
    window.close();
    return [paint, ...inks];
  };

  it('keeps them on light paper, and its other links are blue there', () => {
    expect(coloursOf('#f4f5f7', false)).toEqual(['rgb(244, 245, 247)', 'rgb(255, 255, 255)', 'rgb(51, 51, 51)']);
  });

  it('has the colours of the theme where it paints no ground', () => {
    expect(coloursOf(null, true).slice(1)).toEqual(['rgb(51, 51, 51)', 'rgb(51, 51, 51)']);
  });
});
