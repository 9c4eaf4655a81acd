// The ledger in a SQLite file, with the durability, page and cache settings of the product's.
import Database from "better-sqlite3";

export function openSqlite(path) {
  const database = new Database(path);
  for (const setting of ["journal_mode = WAL", "synchronous = FULL", "cache_size = -8192", "wal_autocheckpoint = 16384",
    "temp_store = MEMORY", "foreign_keys = ON"]) database.pragma(setting);
  database.exec(`CREATE TABLE IF NOT EXISTS batch (number INTEGER PRIMARY KEY, kiosk TEXT NOT NULL, utc INTEGER NOT NULL,
      bytes BLOB NOT NULL, certificate BLOB NOT NULL);
    CREATE TABLE IF NOT EXISTS record (id BLOB PRIMARY KEY, batch INTEGER NOT NULL, place INTEGER NOT NULL,
      outbox BLOB NOT NULL, sequence INTEGER NOT NULL, link BLOB NOT NULL, look_up BLOB NOT NULL,
      state INTEGER NOT NULL) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS record_look_up ON record(look_up);
    CREATE TABLE IF NOT EXISTS chain (kiosk TEXT NOT NULL, outbox BLOB NOT NULL, sequence INTEGER NOT NULL,
      link BLOB NOT NULL, forks INTEGER NOT NULL, PRIMARY KEY (kiosk, outbox)) WITHOUT ROWID`);
  const addBatch = database.prepare("INSERT INTO batch (kiosk, utc, bytes, certificate) VALUES (?, ?, ?, ?)");
  const addRecord = database.prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING");
  const readChain = database.prepare("SELECT sequence, link FROM chain WHERE kiosk = ? AND outbox = ?");
  const setChain = database.prepare(`INSERT INTO chain VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
    sequence = max(sequence, excluded.sequence), link = excluded.link, forks = forks + excluded.forks`);
  const store = database.transaction((batch) => {
    const { lastInsertRowid } = addBatch.run(batch.kiosk, Date.now(), batch.body, batch.certificate);
    const chain = readChain.get(batch.kiosk, batch.outbox);
    const fork = chain?.sequence === batch.first - 1 && !chain.link.equals(batch.previous) ? 1 : 0;
    const last = batch.records.at(-1);
    setChain.run(batch.kiosk, batch.outbox, last.sequence, last.link, fork);
    return batch.records.map((record, place) => addRecord.run(record.id, lastInsertRowid, place, batch.outbox,
      record.sequence, record.link, record.lookUp).changes === 1);
  });
  return async (batch) => store.immediate(batch);
}
