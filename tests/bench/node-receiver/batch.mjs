// A batch as docs/wire-format.md has it: read, and its chain and signature checked.
import { createHash, verify } from "node:crypto";

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

// Each argument preceded by its length as 4 bytes.
function fields(...parts) {
  const out = [];
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    out.push(length, bytes);
  }
  return Buffer.concat(out);
}

const number = (value) => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
};

class Reader {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }
  head(major) {
    const first = this.bytes.readUInt8(this.at++);
    const low = first & 31;
    if (first >> 5 !== major || low > 27) throw new Error("another type");
    if (low < 24) return low;
    const size = 1 << (low - 24);
    const value = size === 8 ? Number(this.bytes.readBigUInt64BE(this.at)) : this.bytes.readUIntBE(this.at, size);
    this.at += size;
    if (value < (size === 1 ? 24 : 2 ** (4 * size))) throw new Error("not the shortest form");
    return value;
  }
  take(major, exactly) {
    const length = this.head(major);
    if ((exactly !== undefined && length !== exactly) || this.at + length > this.bytes.length) throw new Error("length");
    return this.bytes.subarray(this.at, (this.at += length));
  }
}

function readHeader(reader) {
  if (reader.head(4) !== 6 || reader.head(0) !== 1) throw new Error("version");
  return { kiosk: reader.take(3).toString(), outbox: reader.take(2, 16), first: reader.head(0),
    previous: reader.take(2, 32), digest: reader.take(2, 32), end: reader.at };
}

export function readBatch(body, peer) {
  const reader = new Reader(body);
  const header = readHeader(reader);
  const records = [];
  let link = header.previous;
  while (body[reader.at] >> 5 === 4) {
    if (reader.head(4) !== 2 || records.length === 500) throw new Error("record");
    const lookUp = reader.take(2, 32);
    const sealed = reader.take(2);
    const sequence = header.first + records.length;
    link = sha256(fields("custody-alert/chain/1", header.kiosk, header.outbox, number(sequence), link, lookUp,
      sha256(sealed)));
    records.push({ id: sha256(fields("custody-alert/record/1", header.kiosk, sealed)), link, lookUp, sequence });
  }
  const signature = reader.take(2);
  if (reader.at !== body.length || records.length === 0) throw new Error("end");
  if (peer.name !== header.kiosk || !sha256(peer.certificate).equals(header.digest)) throw new Error("another kiosk's");
  const signed = fields("custody-alert/batch/1", body.subarray(0, header.end), number(records.length), link);
  if (!verify("sha256", signed, peer.key, signature)) throw new Error("signature");
  return { ...header, records, body, certificate: peer.certificate };
}
