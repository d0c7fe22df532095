import type { Attachment } from '../../src-preload/contract/attachments.ts';
import type { RecordNoun } from '../../src-preload/contract/records.ts';
import type { Db } from './database.ts';

export interface RecordDetail {
  /** Epoch milliseconds of the last whole answer; null while only rows of lists were seen. */
  wholeAsOf: number | null;
  files: Attachment[];
  /** Epoch milliseconds at which the files were last listed; null before. */
  filesAsOf: number | null;
}

export interface RecordDetailStore {
  get(noun: RecordNoun | 'organization', id: string): RecordDetail;
  /** Some documents of a noun: those that were read whole last, then the newest. */
  sample(noun: WrittenNoun): Record<string, unknown>[];
  markWhole(noun: RecordNoun | 'organization', id: string, asOf: number): void;
  /** Answers whether they are others than before. */
  setFiles(noun: RecordNoun | 'organization', id: string, files: readonly Attachment[], asOf: number): boolean;
}

/** What can be made here. */
export type WrittenNoun = 'contact' | 'account' | 'task';
/** Rows of each of the two kinds in a sample. */
const SAMPLE = 100;

type Row = { whole_as_of: number | null; files: string; files_as_of: number | null };

/** What is known of a record besides its row: when it was read whole, and its files. */
export function createRecordDetailStore(db: Db): RecordDetailStore {
  const select = db.prepare<[string, string], Row>(
    'SELECT whole_as_of, files, files_as_of FROM record_detail WHERE noun = ? AND id = ?',
  );
  const whole = db.prepare<[string, string, number]>(
    `INSERT INTO record_detail (noun, id, whole_as_of) VALUES (?, ?, ?)
     ON CONFLICT (noun, id) DO UPDATE SET whole_as_of = excluded.whole_as_of`,
  );
  const files = db.prepare<[string, string, string, number]>(
    `INSERT INTO record_detail (noun, id, files, files_as_of) VALUES (?, ?, ?, ?)
     ON CONFLICT (noun, id) DO UPDATE SET files = excluded.files, files_as_of = excluded.files_as_of`,
  );
  const sampleOf = (noun: WrittenNoun) =>
    db.prepare<[], { doc: string }>(
      `SELECT doc FROM (SELECT doc FROM record_detail JOIN ${noun} USING (id)
         WHERE noun = '${noun}' AND whole_as_of IS NOT NULL ORDER BY whole_as_of DESC LIMIT ${SAMPLE})
       UNION ALL SELECT doc FROM (SELECT doc FROM ${noun} ORDER BY id DESC LIMIT ${SAMPLE})`,
    );
  const samples = { contact: sampleOf('contact'), account: sampleOf('account'), task: sampleOf('task') };
  return {
    sample: (noun) => samples[noun].all().map(({ doc }) => JSON.parse(doc) as Record<string, unknown>),
    get(noun, id) {
      const row = select.get(noun, id);
      if (row === undefined) return { wholeAsOf: null, files: [], filesAsOf: null };
      return { wholeAsOf: row.whole_as_of, files: JSON.parse(row.files) as Attachment[], filesAsOf: row.files_as_of };
    },
    markWhole: (noun, id, asOf) => void whole.run(noun, id, asOf),
    setFiles(noun, id, rows, asOf) {
      const before = select.get(noun, id)?.files ?? '[]';
      const after = JSON.stringify(rows);
      files.run(noun, id, after, asOf);
      return after !== before;
    },
  };
}
