// The ledger in PostgreSQL: one transaction a batch, arrays, eight connections.
import pg from "pg";

const TABLES = `CREATE TABLE IF NOT EXISTS node_batch (number bigserial PRIMARY KEY, kiosk text NOT NULL,
    utc bigint NOT NULL, bytes bytea NOT NULL, certificate bytea NOT NULL);
  CREATE TABLE IF NOT EXISTS node_record (id bytea PRIMARY KEY, batch bigint NOT NULL, place integer NOT NULL,
    outbox bytea NOT NULL, sequence bigint NOT NULL, link bytea NOT NULL, look_up bytea NOT NULL, state smallint NOT NULL);
  CREATE INDEX IF NOT EXISTS node_record_look_up ON node_record(look_up);
  CREATE TABLE IF NOT EXISTS node_chain (kiosk text NOT NULL, outbox bytea NOT NULL, sequence bigint NOT NULL,
    link bytea NOT NULL, forks integer NOT NULL, PRIMARY KEY (kiosk, outbox))`;

async function write(client, batch) {
  const { rows: [{ number }] } = await client.query({ name: "batch", text:
    "INSERT INTO node_batch (kiosk, utc, bytes, certificate) VALUES ($1, $2, $3, $4) RETURNING number",
  values: [batch.kiosk, Date.now(), batch.body, batch.certificate] });
  const { rows: [chain] } = await client.query({ name: "chain", text:
    "SELECT sequence, link FROM node_chain WHERE kiosk = $1 AND outbox = $2 FOR UPDATE",
  values: [batch.kiosk, batch.outbox] });
  const fork = chain && Number(chain.sequence) === batch.first - 1 && !chain.link.equals(batch.previous) ? 1 : 0;
  const last = batch.records.at(-1);
  await client.query({ name: "set", text: `INSERT INTO node_chain VALUES ($1, $2, $3, $4, $5) ON CONFLICT (kiosk, outbox)
    DO UPDATE SET sequence = greatest(node_chain.sequence, excluded.sequence), link = excluded.link,
    forks = node_chain.forks + excluded.forks`, values: [batch.kiosk, batch.outbox, last.sequence, last.link, fork] });
  const column = (name) => batch.records.map((record) => record[name]);
  const { rows } = await client.query({ name: "records", text: `INSERT INTO node_record
    SELECT id, $1, place - 1, $2, sequence, link, look_up, 0 FROM unnest($3::bytea[], $4::bigint[], $5::bytea[], $6::bytea[])
    WITH ORDINALITY AS row (id, sequence, link, look_up, place) ORDER BY id ON CONFLICT DO NOTHING RETURNING id`,
  values: [number, batch.outbox, column("id"), column("sequence"), column("link"), column("lookUp")] });
  const stored = new Set(rows.map(({ id }) => id.toString("latin1")));
  return batch.records.map(({ id }) => stored.has(id.toString("latin1")));
}

export async function openPostgres(location) {
  const parts = Object.fromEntries(location.match(/\w+=\S+/g).map((part) => part.split("=")));
  const pool = new pg.Pool({ host: parts.host, port: Number(parts.port ?? 5432), database: parts.dbname, user: parts.user, max: 8 });
  await pool.query(TABLES);
  return async (batch) => {
    const client = await pool.connect();
    try {
      await client.query("BEGIN");
      const stored = await write(client, batch);
      await client.query("COMMIT");
      return stored;
    } catch (error) {
      await client.query("ROLLBACK");
      throw error;
    } finally {
      client.release();
    }
  };
}
