// A minimal durable receiver to compare with: node receiver.mjs FOLDER PORT LEDGER
// FOLDER has server.pem, server.key, issuing.pem; LEDGER is a file or a connection string.
import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createPublicKey } from "node:crypto";
import { readBatch } from "./batch.mjs";

const [folder, port, location] = process.argv.slice(2);
const BODY_MAX = 1 << 20;
const store = location.includes("=")
  ? await (await import("./postgres.mjs")).openPostgres(location)
  : (await import("./sqlite.mjs")).openSqlite(location);

// Once a connection: what its batches must be signed with.
function peerOf(socket) {
  if (!socket.peer) {
    const certificate = socket.getPeerCertificate();
    socket.peer = { name: certificate.subject.CN, certificate: certificate.raw,
      key: createPublicKey(socket.getPeerX509Certificate().publicKey.export({ type: "spki", format: "pem" })) };
  }
  return socket.peer;
}

async function readBody(request) {
  const parts = [];
  let length = 0;
  for await (const part of request) {
    length += part.length;
    if (length > BODY_MAX) throw new Error("too large");
    parts.push(part);
  }
  return Buffer.concat(parts, length);
}

function answer(response, status, content) {
  const body = JSON.stringify({ version: 1, ...content });
  response.writeHead(status, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  response.end(body);
}

async function take(request, response) {
  let batch;
  try {
    if (request.method !== "POST" || request.url !== "/v1/batches") throw new Error("no such thing");
    batch = readBatch(await readBody(request), peerOf(request.socket));
  } catch (error) {
    return answer(response, 400, { error: error.message });
  }
  try {
    const stored = await store(batch);
    answer(response, 200, { records: batch.records.map((record, i) => ({ sequence: record.sequence,
      id: record.id.toString("hex"), verdict: stored[i] ? "stored" : "duplicate" })) });
  } catch (error) {
    console.error(error);
    answer(response, 503, { error: "try again" });
  }
}

createServer({ key: readFileSync(`${folder}/server.key`), cert: readFileSync(`${folder}/server.pem`),
  ca: readFileSync(`${folder}/issuing.pem`), allowPartialTrustChain: true, requestCert: true, rejectUnauthorized: true,
  minVersion: "TLSv1.3", keepAliveTimeout: 150000 }, take).listen(Number(port), "127.0.0.1");
