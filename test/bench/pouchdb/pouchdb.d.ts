/** As much of PouchDB as the comparison uses. */
interface PouchAnswer {
  rows: { doc?: unknown }[];
}
interface Pouch {
  bulkDocs(docs: readonly object[]): Promise<unknown>;
  put(doc: object): Promise<unknown>;
  get(id: string): Promise<unknown>;
  query(view: string, options?: object): Promise<PouchAnswer>;
  allDocs(options: object): Promise<PouchAnswer>;
  close(): Promise<void>;
}
declare module 'pouchdb' {
  const PouchDB: new (name: string) => Pouch;
  export default PouchDB;
}
