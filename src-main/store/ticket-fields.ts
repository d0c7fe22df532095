import type { CustomFieldKind, TicketFieldValues } from '../../src-preload/contract/views.ts';
import type { Db } from './database.ts';

/** Tickets, open and closed each, that stand for all. */
const SAMPLE = 400;
/** A text field with no more different values than this is a choice. */
const FEW = 12;
const MOST_FIELDS = 60;

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

/** Reads what the latest tickets hold in fields that no setting of the service describes. */
export function createTicketFields(db: Db): () => TicketFieldValues {
  const late = `SELECT doc FROM (SELECT doc FROM ticket WHERE is_open = 1 ORDER BY recent DESC, id LIMIT ${SAMPLE})
    UNION ALL SELECT doc FROM (SELECT doc FROM ticket WHERE is_open = 0 ORDER BY closed DESC, id LIMIT ${SAMPLE})`;
  const plain = ['channel', 'category', 'classification'].map((name) =>
    db.prepare<[], Counted>(
      `SELECT '${name}' AS name, doc ->> '${name}' AS value, count(*) AS n FROM (${late})
       WHERE coalesce(doc ->> '${name}', '') <> '' GROUP BY 2 ORDER BY n DESC, value LIMIT 100`,
    ),
  );
  const custom = db.prepare<[], Counted>(
    `SELECT key AS name, CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE value END AS value, count(*) AS n
     FROM (${late}), json_each(coalesce(doc -> 'customFields', doc -> 'cf'))
     WHERE type NOT IN ('object', 'array') GROUP BY 1, 2 ORDER BY 1, n DESC LIMIT 4000`,
  );

  return () => {
    const [channels = [], categories = [], classifications = []] = plain.map((statement) =>
      statement.all().map(({ value }) => value),
    );
    const byName = new Map<string, Map<string, number>>();
    for (const { name, value, n } of custom.all()) {
      const values = byName.get(name) ?? new Map<string, number>();
      byName.set(name, values);
      if (value !== null && value !== '') values.set(String(value), n);
    }
    const customFields = [...byName].slice(0, MOST_FIELDS).map(([name, values]): CustomFieldKind => {
      const kind = kindOf(values);
      return { name, kind, values: kind === 'choice' ? [...values.keys()] : [] };
    });
    return { channels, categories, classifications, customFields };
  };
}
