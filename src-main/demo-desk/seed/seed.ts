import { INDEXES, type Sqlite } from '../db.ts';
import type { CustomValues } from '../nouns/custom-fields.ts';
import { createRng } from '../rng.ts';
import { AGENTS, DEPARTMENTS } from './company.ts';
import { seededFile } from './files.ts';
import { insertInto, seedCompany } from './seed-company.ts';
import { fill } from './template.ts';
import { ticketSpec, type TicketSpec, type World } from './ticket-spec.ts';

const DAY = 86_400_000;

const PARTS = {
  en: ['Screen', 'Battery', 'Firmware', 'Network', 'Power supply', 'Sensor'],
  zh: ['屏幕', '电池', '固件', '网络', '电源', '传感器'],
};
function customFields(spec: TicketSpec): CustomValues {
  const r = createRng(spec.i, 81);
  const out: CustomValues = {};
  if (spec.product !== null && r.chance(0.6)) out['ModelName'] = spec.words['model'] ?? '';
  if (r.chance(0.3)) out['severityPercentage'] = `${r.between(0, 100)}.0`;
  if (r.chance(0.15)) out['numberOfItems'] = String(r.between(1, 40));
  if (r.chance(0.1)) out['url'] = 'https://www.zylker.example/help/status';
  if (r.chance(0.25)) {
    const parts = spec.zh ? PARTS.zh : PARTS.en;
    out['affectedParts'] = [...new Set([r.pick(parts), r.pick(parts)])];
  }
  return out;
}

const TAGS = {
  en: ['vip', 'refund', 'warranty', 'spare part', 'call back', 'onsite visit'],
  zh: ['重要客户', '退款', '保修', '配件', '回电', '上门'],
};
/** Some tickets have one tag or two. */
function tagsOf(world: World, i: number, zh: boolean): string[] {
  const r = createRng(world.seed, 83, i);
  if (!r.chance(0.35)) return [];
  const names = zh ? TAGS.zh : TAGS.en;
  return [...new Set(r.chance(0.3) ? [r.pick(names), r.pick(names)] : [r.pick(names)])];
}

function seedTickets(store: Sqlite, world: World): void {
  const ticket = insertInto(
    store,
    'tickets',
    'n,src,subject,status,statusType,priority,channel,category,subCategory,classification,department,contact,account,product,assignee,email,phone,created,modified,modifiedBy,' +
      'closed,onHold,due,responseDue,customerResponse,recent,resolution,threads,comments,attachments,tasks,timeEntries,approvals,lastChannel,lastDirection,lastDraft,cf,tags,isRead',
  );
  const thread = insertInto(store, 'threads', 'n,ticket,src,pos,created,direction,channel,status,agent,contact');
  const comment = insertInto(store, 'comments', 'n,ticket,commented,modified,isPublic,agent,contentType,content');
  const attachment = insertInto(store, 'attachments', 'n,kind,parent,ticket,name,size,isPublic,creator,created');
  const timeEntry = insertInto(store, 'time_entries', 'n,ticket,created,executed,owner,doc');
  const task = insertInto(
    store,
    'tasks',
    'n,ticket,department,subject,status,priority,owner,creator,due,completed,created,modified,doc',
  );
  let [threadN, commentN, fileN, entryN, taskN] = [0, 0, 0, 0, 0];
  const addFile = (
    kind: string,
    parent: number,
    ticketN: number,
    name: string,
    creator: number,
    created: number,
  ): void => {
    fileN++;
    attachment(fileN, kind, parent, ticketN, name, seededFile(world.seed, fileN, name).length, 1, creator, created);
  };
  for (let i = 1; i <= world.tickets; i++) {
    const spec = ticketSpec(world, i);
    const r = createRng(world.seed, 82, i);
    const filesBefore = fileN;
    spec.threads.forEach((item, k) => {
      thread(
        ++threadN,
        i,
        i,
        k,
        item.created,
        item.direction,
        item.channel,
        item.status,
        item.agent,
        item.direction === 'in' ? spec.contactN : null,
      );
      for (const name of item.files) addFile('thread', threadN, i, name, item.agent ?? 1, item.created);
    });
    for (const name of spec.ticketFiles) addFile('ticket', i, i, name, spec.assignee ?? 1, spec.created + 60_000);
    const onTicket = fileN - filesBefore;
    for (const item of spec.comments) {
      comment(
        ++commentN,
        i,
        item.commented,
        item.modified,
        item.isPublic ? 1 : 0,
        item.agent,
        'plainText',
        item.content,
      );
    }
    const last = spec.threads[spec.threads.length - 1];
    for (let k = 0; k < spec.timeEntries; k++) {
      const executed = spec.created + Math.round((spec.modified - spec.created) * r.next());
      const cost = r.between(20, 60);
      const minutes = r.between(3, 55);
      timeEntry(
        ++entryN,
        i,
        executed + 60_000,
        executed,
        spec.assignee ?? 1,
        JSON.stringify({
          hours: r.chance(0.1) ? 1 : 0,
          minutes,
          seconds: r.int(60),
          costPerHour: `${cost}.0`,
          additional: '0.0',
          creator: spec.assignee ?? 1,
          cf: {},
          description: spec.zh
            ? r.pick(['远程排查', '电话沟通', '测试固件'])
            : r.pick(['Log analysis', 'Call with the customer', 'Reproduced on the test bench', 'Order research']),
          charge: r.pick(['Customer Service', 'Product Consultation', 'Repair']),
        }),
      );
    }
    for (let k = 0; k < spec.tasks; k++) {
      const done = spec.status === 'Closed' || r.chance(0.3);
      const due = spec.created + r.between(1, 9) * DAY;
      task(
        ++taskN,
        i,
        spec.department,
        fill(
          spec.zh
            ? r.pick(['给客户回电', '核对{order}库存', '确认{fw2}发布时间'])
            : r.pick([
                'Call {first} back',
                'Check the stock for {order}',
                'Ask engineering about {fw2}',
                'Write the knowledge article',
              ]),
          spec.words,
        ),
        done ? 'Completed' : r.pick(['Not Started', 'In Progress']),
        r.pick(['High', 'Normal', 'Low']),
        r.chance(0.85) ? spec.assignee : null,
        spec.assignee ?? 1,
        due,
        done ? due - DAY / 2 : null,
        spec.created + 120_000,
        spec.created + 240_000,
        JSON.stringify({
          category: null,
          description: null,
          cf: k % 2 === 0 ? {} : { tools: ['Phone', 'Order system'] },
        }),
      );
    }
    ticket(
      i,
      i,
      spec.subject,
      spec.status,
      spec.status === 'Closed' ? 'Closed' : spec.status === 'On Hold' ? 'On Hold' : 'Open',
      spec.priority,
      spec.channel,
      spec.template.category,
      spec.template.sub,
      spec.template.classification,
      spec.department,
      spec.contactN,
      spec.contact.account,
      spec.product,
      spec.assignee,
      spec.contact.email,
      spec.contact.phone,
      spec.created,
      spec.modified,
      spec.assignee,
      spec.closed,
      spec.status === 'On Hold' ? spec.modified : null,
      spec.due,
      spec.responseDue,
      spec.customerResponse,
      last?.created ?? spec.created,
      spec.resolution,
      spec.threads.length,
      spec.comments.length,
      onTicket,
      spec.tasks,
      spec.timeEntries,
      0,
      last?.channel ?? null,
      last?.direction ?? null,
      last?.status === 'DRAFT' ? 1 : 0,
      JSON.stringify(customFields(spec)),
      JSON.stringify(tagsOf(world, i, spec.zh)),
      last?.direction === 'out' ? 1 : 0,
    );
  }
  for (let k = 0; k < Math.min(40, world.tickets / 20); k++) {
    const r = createRng(world.seed, 83, k);
    const created = world.epoch - r.between(1, 60) * DAY;
    task(
      ++taskN,
      null,
      1 + r.int(DEPARTMENTS.length),
      r.pick([
        'Prepare the weekly report',
        'Review the macros',
        'Plan the on-call rota',
        '整理常见问题',
        'Check the return shelf',
      ]),
      r.pick(['Not Started', 'In Progress', 'Deferred']),
      r.pick(['High', 'Normal', 'Low']),
      1 + r.int(AGENTS.length - 2),
      1,
      created + r.between(2, 90) * DAY,
      null,
      created,
      created,
      JSON.stringify({
        category: r.pick(['Meeting', 'Follow-up', null]),
        description: null,
        cf: r.chance(0.4) ? { tools: ['Calendar', r.pick(['Phone', 'Wiki'])] } : {},
      }),
    );
  }
  for (let n = 1; n <= Math.min(world.accounts, 20); n += 4) addFileTo('account', n, 'agreement.pdf');
  for (let n = 1; n <= Math.min(world.contacts, 60); n += 7) addFileTo('contact', n, 'profile.png');
  for (let n = 1; n <= Math.min(taskN, 30); n += 6) addFileTo('task', n, 'checklist.txt');
  function addFileTo(kind: string, parent: number, name: string): void {
    fileN++;
    attachment(
      fileN,
      kind,
      parent,
      null,
      name,
      seededFile(world.seed, fileN, name).length,
      0,
      1,
      world.epoch - 30 * DAY,
    );
  }
}

/** Fills an empty desk file, in one transaction: a desk killed while seeding starts again from nothing. */
export function seedDesk(store: Sqlite, world: World, meta: Record<string, string>): void {
  store.db.transaction(() => {
    seedCompany(store, world);
    seedTickets(store, world);
    store.db.exec(INDEXES);
    for (const [key, value] of Object.entries(meta)) store.setMeta(key, value);
    store.setMeta('seeded', '1');
  })();
}
