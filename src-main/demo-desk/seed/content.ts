import { createRng } from '../rng.ts';
import { AGENTS, DEPARTMENTS } from './company.ts';
import { FOLLOW_UPS_EN, FOLLOW_UPS_ZH, LOG_LINES_EN } from './follow-ups.ts';
import { fill } from './template.ts';
import type { ThreadSpec, TicketSpec, World } from './ticket-spec.ts';

/** A seeded message as text: the same for the same world, ticket and position. */
export interface SeededContent {
  contentType: 'html' | 'plainText';
  content: string;
  summary: string;
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** The first words of a message, without tags: what lists show. */
export function summaryOf(content: string): string {
  return content
    .replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 180);
}

function logLines(world: World, spec: TicketSpec, k: number): string[] {
  const r = createRng(world.seed, 22, spec.i, k);
  const count = r.chance(0.12) ? r.between(250, 600) : r.between(6, 24);
  const lines: string[] = [];
  let at = (spec.threads[k] as ThreadSpec).created - count * 7000;
  for (let line = 0; line < count; line++) {
    at += r.between(900, 7000);
    lines.push(
      fill(r.pick(LOG_LINES_EN), { ...spec.words, stamp: new Date(at).toISOString(), n: String(r.between(20, 99)) }),
    );
  }
  return lines;
}

/** What the message says, as paragraphs, with {image} and {log} still in place. */
function paragraphs(world: World, spec: TicketSpec, k: number): string[] {
  const turn = spec.template.turns[k];
  const thread = spec.threads[k] as ThreadSpec;
  const speaker = thread.direction === 'in' ? 'c' : 'a';
  const r = createRng(world.seed, 21, spec.i, k);
  const text = turn && turn[0] === speaker ? turn[1] : r.pick((spec.zh ? FOLLOW_UPS_ZH : FOLLOW_UPS_EN)[speaker]);
  const body = fill(text, { ...spec.words, log: '{log}', image: '{image}' }).split('|');
  const chatty = thread.channel === 'EMAIL' || thread.channel === 'WEB';
  if (!chatty) return body;
  if (speaker === 'c') {
    const hello = spec.zh
      ? r.pick(['', '您好:', '客服您好!'])
      : r.pick(['', 'Hello,', 'Hi there,', 'Good morning,', 'Dear Zylker team,']);
    return hello === '' ? body : [hello, ...body];
  }
  const hello = spec.zh
    ? `${spec.contact.fullName},您好!`
    : r.pick([`Hi ${spec.contact.first},`, `Hello ${spec.contact.first},`, `Dear ${spec.contact.first},`]);
  return [hello, ...body];
}

function signature(spec: TicketSpec, thread: ThreadSpec, html: boolean): string {
  if (thread.direction === 'in') {
    const lines = [
      spec.contact.fullName,
      spec.contact.title ?? '',
      spec.words['company'] ?? '',
      spec.contact.phone ?? '',
    ].filter((line) => line !== '' && line !== 'our company' && line !== '我们公司');
    return html
      ? `<div class="sig" style="color:#777;font-size:12px">--<br>${lines.map(escapeHtml).join('<br>')}</div>`
      : `--\n${lines.join('\n')}`;
  }
  const agent = AGENTS[(thread.agent ?? 1) - 1] as (typeof AGENTS)[number];
  const name = spec.zh && /[一-鿿]/.test(agent.last) ? `${agent.last}${agent.first}` : `${agent.first} ${agent.last}`;
  const department = DEPARTMENTS[spec.department - 1]?.portalName ?? 'Support';
  if (!html) return `${spec.zh ? '此致' : 'Kind regards,'}\n${name}\nZylker ${department}`;
  return (
    `<div>${spec.zh ? '此致' : 'Kind regards,'}</div><table cellpadding="0" cellspacing="0" style="margin-top:8px;border-left:3px solid #2f6fed"><tr>` +
    `<td style="padding-left:8px"><b>${escapeHtml(name)}</b><br><span style="color:#667">${escapeHtml(agent.role)} · ${escapeHtml(department)}</span><br>` +
    `<a href="https://www.zylker.example/help">www.zylker.example/help</a></td></tr></table>`
  );
}

function quoteHead(spec: TicketSpec, thread: ThreadSpec): string {
  const when = new Date(thread.created).toISOString().slice(0, 16).replace('T', ' ');
  const who = thread.direction === 'in' ? spec.contact.fullName : 'Zylker';
  return spec.zh ? `${who} 于 ${when} 写道:` : `On ${when} UTC, ${who} wrote:`;
}

/** The content of message `k` of a seeded ticket. `threadId` is the public id, for the address of inline images. */
export function seededContent(world: World, spec: TicketSpec, k: number, threadId: string): SeededContent {
  const thread = spec.threads[k] as ThreadSpec;
  const r = createRng(world.seed, 23, spec.i, k);
  const parts = paragraphs(world, spec, k);
  const summary = summaryOf(parts.join(' ').replace('{log}', '').replace('{image}', '')).slice(0, 180);
  const withSignature = thread.channel === 'EMAIL' && (thread.direction === 'out' || r.chance(0.6));
  const previous = k > 0 && thread.channel === 'EMAIL' && r.chance(0.7) ? k - 1 : -1;
  if (!thread.html) {
    const text = parts
      .join('\n\n')
      .replace('{log}', () => `\n\n${logLines(world, spec, k).join('\n')}`)
      .replace('{image}', '');
    const quoted =
      previous < 0
        ? ''
        : `\n\n${quoteHead(spec, spec.threads[previous] as ThreadSpec)}\n` +
          paragraphs(world, spec, previous)
            .map((line) => `> ${line.replace('{log}', '').replace('{image}', '')}`)
            .join('\n>\n');
    return {
      contentType: 'plainText',
      content: text + (withSignature ? `\n\n${signature(spec, thread, false)}` : '') + quoted,
      summary,
    };
  }
  const blocks = parts.map((line) => {
    let html = escapeHtml(line);
    if (html.includes('{log}')) {
      html = html.replace(
        '{log}',
        () =>
          `<pre style="background:#f4f4f6;padding:8px;overflow:auto">${escapeHtml(logLines(world, spec, k).join('\n'))}</pre>`,
      );
    }
    return `<div>${html.replace('{image}', `<br><img src="/api/v1/threads/${threadId}/inlineImages/image001.png" width="320" alt="image001.png">`)}</div>`;
  });
  let html = `<div style="font-family:Arial,Helvetica,sans-serif;font-size:14px">${blocks.join('<div><br></div>')}`;
  if (thread.direction === 'in' && r.chance(0.05)) {
    html += `<ul><li><b>${escapeHtml(spec.words['product'] ?? '')}</b>, ${escapeHtml(spec.words['serial'] ?? '')}</li><li>${escapeHtml(spec.words['order'] ?? '')}</li></ul>`;
  }
  if (withSignature) html += `<div><br></div>${signature(spec, thread, true)}`;
  if (thread.direction === 'in' && r.chance(0.12)) {
    html += `<img src="https://track.mailer.example/open/${spec.words['tracking'] ?? ''}.gif" width="1" height="1">`;
  }
  if (thread.direction === 'in' && r.chance(0.006)) {
    html += `<script>document.title = 'changed by a message'</script><img src="x" onerror="document.body.innerHTML = ''"><a href="javascript:alert(1)">Click</a>`;
  }
  html += '</div>';
  if (previous >= 0) {
    const quoted = paragraphs(world, spec, previous).map(
      (line) => `<div>${escapeHtml(line.replace('{log}', '').replace('{image}', ''))}</div>`,
    );
    html += `<br><div class="quote">${escapeHtml(quoteHead(spec, spec.threads[previous] as ThreadSpec))}</div><blockquote type="cite" style="border-left:2px solid #ccd;margin:0 0 0 8px;padding-left:8px">${quoted.join('')}</blockquote>`;
  }
  return { contentType: 'html', content: html, summary };
}

/** The ticket's description: the first message without greeting and signature. */
export function seededDescription(world: World, spec: TicketSpec): string {
  return paragraphs(world, spec, 0).join(' ').replace('{log}', '').replace('{image}', '').trim();
}
