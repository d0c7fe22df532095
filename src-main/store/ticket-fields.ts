import type { CustomFieldKind, TicketFieldValues } from '../../src-preload/contract/views.ts';
import type { Db } from './database.ts';

/** Tickets, open and closed each, that stand for all. */
const SAMPLE = 400;
/** A text field with no more different values than this is a choice. */
const FEW = 12;
const MOST_FIELDS = 60;
/** Of a field of several values. */
const MOST_LISTED = 100;

const PATTERNS: readonly [CustomFieldKind['kind'], RegExp][] = [
  ['flag', /^(true|false)$/],
  ['number', /^-?\d{1,15}(\.\d+)?$/],
  ['date', /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z?)?$/],
];

/** What a field holds, from the values met and how often. */
export function kindOf(values: ReadonlyMap<string, number>): CustomFieldKind['kind'] {
  const all = [...values.keys()];
  const known = PATTERNS.find(([, pattern]) => all.length > 0 && all.every((value) => pattern.test(value)));
  if (known !== undefined) return known[0];
  const met = [...values.values()].reduce((sum, n) => sum + n, 0);
  // Names that come again and again are chosen from a list; such as are all different are written.
  const isChoice =
    all.length > 0 && all.length <= FEW && met >= all.length * 2 && all.every((value) => value.length <= 60);
  return isChoice ? 'choice' : 'text';
}

type Counted = { name: string; value: string; n: number };
type CountedCustom = Counted & { type: CustomFieldKind['type'] | 'null' | 'object' };

/** Reads what the latest tickets hold in fields that no setting of the service describes. */
export function createTicketFields(db: Db): () => Omit<TicketFieldValues, 'tags'> {
  // Taking their documents apart is what takes time: it is done once for all that is counted.
  db.exec(
    'CREATE TEMP TABLE IF NOT EXISTS late_ticket (channel, category, classification, product_id, product_name, fields)',
  );
  const forget = db.prepare('DELETE FROM late_ticket');
  const take = db.prepare(
    `INSERT INTO late_ticket
     SELECT doc ->> 'channel', doc ->> 'category', doc ->> 'classification', doc ->> '$.product.id',
       doc ->> '$.product.productName', coalesce(doc -> 'customFields', doc -> 'cf')
     FROM (SELECT doc FROM (SELECT doc FROM ticket WHERE is_open = 1 ORDER BY recent DESC, id LIMIT ${SAMPLE})
       UNION ALL SELECT doc FROM (SELECT doc FROM ticket WHERE is_open = 0 ORDER BY closed DESC, id LIMIT ${SAMPLE}))`,
  );
  const plain = ['channel', 'category', 'classification'].map((name) =>
    db.prepare<[], Counted>(
      `SELECT '${name}' AS name, ${name} AS value, count(*) AS n FROM late_ticket
       WHERE coalesce(${name}, '') <> '' GROUP BY 2 ORDER BY n DESC, value LIMIT 100`,
    ),
  );
  const products = db.prepare<[], { id: string; name: string }>(
    `SELECT DISTINCT product_id AS id, product_name AS name FROM late_ticket
     WHERE coalesce(product_id, '') <> '' AND coalesce(product_name, '') <> '' ORDER BY name LIMIT 200`,
  );
  const custom = db.prepare<[], CountedCustom>(
    `WITH field AS (
       SELECT key, type, atom, value FROM late_ticket, json_each(fields))
     SELECT key AS name, CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE atom END AS value,
       CASE WHEN type IN ('true', 'false') THEN 'flag' WHEN type IN ('integer', 'real') THEN 'number' ELSE type END AS type,
       count(*) AS n
     FROM field WHERE type <> 'array' GROUP BY 1, 2, 3
     UNION ALL
     SELECT field.key, item.atom, 'list', count(*)
     FROM field LEFT JOIN json_each(field.value) AS item ON true WHERE field.type = 'array' GROUP BY 1, 2
     ORDER BY 1, 4 DESC, 2 LIMIT 4000`,
  );

  return () => {
    forget.run();
    take.run();
    const [channels = [], categories = [], classifications = []] = plain.map((statement) =>
      statement.all().map(({ value }) => value),
    );
    // What is built of parts has no field of its own.
    const byName = [...Map.groupBy(custom.all(), ({ name }) => name)].filter(([, met]) =>
      met.every(({ type }) => type !== 'object'),
    );
    const customFields = byName.slice(0, MOST_FIELDS).map(([name, met]): CustomFieldKind => {
      const filled = met.filter(({ value }) => value !== null && value !== '');
      const values = new Map<string, number>();
      for (const { value, n } of filled) values.set(String(value), (values.get(String(value)) ?? 0) + n);
      // Also a list that is empty everywhere is one.
      const type = (met.find((one) => one.type === 'list') ?? filled[0])?.type;
      if (type === 'list') return { name, kind: 'list', type, values: [...values.keys()].slice(0, MOST_LISTED) };
      const kind = kindOf(values);
      return {
        name,
        kind,
        type: type === 'number' || type === 'flag' ? type : 'text',
        values: kind === 'choice' ? [...values.keys()] : [],
      };
    });
    return { channels, categories, classifications, products: products.all(), customFields };
  };
}
