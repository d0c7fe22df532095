import type { Sqlite } from '../db.ts';
import type { CustomValues } from '../nouns/custom-fields.ts';
import { createRng, type Rng } from '../rng.ts';
import { AGENTS, DEMO_PASSWORD, DEPARTMENTS, PRODUCTS } from './company.ts';
import { accountSeed, contactSeed } from './people.ts';
import { zuidOf, type World } from './ticket-spec.ts';

const DAY = 86_400_000;
const SERVICES = ['On-site repair', 'Phone support', 'Training', 'Spare parts', 'Remote care'];
const INTERESTS = ['Newsletter', 'Beta programme', 'Webinars', 'Product news'];

/** Two values at most of a field that takes several; some rows have none. */
const someOf = (name: string, values: readonly string[], r: Rng): CustomValues =>
  r.chance(0.5) ? { [name]: [...new Set([r.pick(values), r.pick(values)])] } : {};

/** `INSERT INTO table VALUES (...)` for a table with that many columns. */
export function insertInto(store: Sqlite, table: string, columns: string): (...values: unknown[]) => unknown {
  const marks = columns
    .split(',')
    .map(() => '?')
    .join(',');
  const statement = store.db.prepare<unknown[]>(`INSERT INTO ${table} (${columns}) VALUES (${marks})`);
  return (...values) => statement.run(...values);
}

/** Departments, agents, products, accounts with contracts, and contacts. */
export function seedCompany(store: Sqlite, world: World): void {
  const department = insertInto(store, 'departments', 'n,name,enabled,doc');
  const address = insertInto(store, 'mail_reply_addresses', 'n,address,name,department,active');
  let addressN = 0;
  DEPARTMENTS.forEach((seed, at) => {
    department(
      at + 1,
      seed.name,
      1,
      JSON.stringify({ nameInCustomerPortal: seed.portalName, description: seed.description, isDefault: at === 0 }),
    );
    for (const item of seed.addresses) address(++addressN, item.address, item.name, at + 1, item.active ? 1 : 0);
  });
  const agent = insertInto(store, 'agents', 'n,first,last,email,password,zuid,status,profile,doc');
  AGENTS.forEach((seed, at) => {
    agent(
      at + 1,
      seed.first,
      seed.last,
      seed.email,
      DEMO_PASSWORD,
      zuidOf(at + 1),
      seed.disabled ? 'DISABLED' : 'ACTIVE',
      seed.profile,
      JSON.stringify({
        role: seed.role,
        roleN: (at % 4) + 1,
        departments: seed.departments,
        langCode: seed.langCode,
        extn: String(3200 + at),
        phone: at % 3 === 0 ? `+1 512 555 01${10 + at}` : '',
      }),
    );
  });
  const product = insertInto(store, 'products', 'n,name');
  PRODUCTS.forEach((seed, at) => product(at + 1, seed.name));
  const account = insertInto(store, 'accounts', 'n,name,created,modified,doc');
  const contract = insertInto(
    store,
    'contracts',
    'n,account,department,owner,name,startDate,endDate,created,modified,doc',
  );
  let contractN = 0;
  for (let n = 1; n <= world.accounts; n++) {
    const seed = accountSeed(world.seed, n);
    const r = createRng(world.seed, 71, n);
    const created = world.epoch - r.between(200, 1500) * DAY;
    account(
      n,
      seed.name,
      created,
      created + r.between(0, 150) * DAY,
      JSON.stringify({
        website: seed.website,
        email: seed.email,
        phone: seed.phone,
        industry: seed.industry,
        city: seed.city,
        state: seed.state,
        country: seed.country,
        street: seed.street,
        code: seed.code,
        fax: null,
        description: null,
        annualrevenue: r.chance(0.3) ? `${r.between(1, 90)}00000.0` : null,
        owner: 1 + r.int(AGENTS.length - 2),
        slas: [1 + r.int(3)],
        cf: {
          contactCount: String(r.between(1, 9)),
          ...someOf('bookedServices', SERVICES, createRng(world.seed, 72, n)),
        },
      }),
    );
    if (r.chance(0.18) || n === 1) {
      const start = world.epoch - r.between(10, 340) * DAY;
      const end = start + 365 * DAY;
      const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
      const name = seed.zh ? `${seed.name}服务合同` : `Service contract for ${seed.name}`;
      contract(
        ++contractN,
        n,
        1 + r.int(DEPARTMENTS.length),
        1 + r.int(AGENTS.length - 2),
        name,
        day(start),
        day(end),
        start - 3 * DAY,
        start,
        JSON.stringify({
          contractNumber: String(100 + contractN),
          product: 1 + r.int(PRODUCTS.length),
          sla: 1 + r.int(3),
          notifyBefore: '5',
          notifyOn: day(end - 5 * DAY),
          description: null,
          createdBy: 1,
          modifiedBy: 1,
          agents: [1],
        }),
      );
    }
  }
  const contact = insertInto(
    store,
    'contacts',
    'n,first,last,fullName,email,phone,mobile,account,created,modified,doc',
  );
  for (let n = 1; n <= world.contacts; n++) {
    const seed = contactSeed(world.seed, n, world.accounts);
    const r = createRng(world.seed, 62, n);
    const created = world.epoch - r.between(10, 1200) * DAY - r.int(DAY);
    contact(
      n,
      seed.first,
      seed.last,
      seed.fullName,
      seed.email,
      seed.phone,
      seed.mobile,
      seed.account,
      created,
      created + r.int(9 * DAY),
      JSON.stringify({
        title: seed.title,
        type: seed.type,
        city: seed.city,
        country: seed.country,
        owner: r.chance(0.4) ? 1 + r.int(AGENTS.length - 2) : null,
        photo: r.chance(0.2),
        happiness: r.chance(0.3) ? [r.between(0, 15), r.between(0, 30)] : null,
        twitter: r.chance(0.05) ? `@${seed.email.split('@')[0] ?? ''}` : null,
        cf: someOf('interests', INTERESTS, r),
      }),
    );
  }
}
