// Serves every contestant's files from loopback, compressed ahead with brotli, and notes what was asked for. What is asked for again is sent once, as
// servers do: an ETag tells that it is the same.
import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { brotliCompressSync } from 'node:zlib';

const TYPES = { html: 'text/html; charset=utf-8', js: 'text/javascript', json: 'application/json', css: 'text/css', wasm: 'application/wasm' };

/** Starts a server; `place(folder, files)` puts a contestant's files there, and `origin` is where it answers. */
export async function serve() {
  const served = new Map();
  const compressed = new Map(); // by digest: both forms of a contestant have most files in common
  const brotli = (content) => {
    const digest = createHash('sha256').update(content).digest('hex');
    if (!compressed.has(digest)) compressed.set(digest, { etag: `"${digest}"`, body: brotliCompressSync(content) });
    return compressed.get(digest);
  };
  let log = [];
  let latest = 0;
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const file = served.get(path.endsWith('/') ? `${path}index.html` : path);
    const isKnown = file && request.headers['if-none-match'] === file.etag;
    log.push({ path, bytes: isKnown ? 0 : file?.body.length ?? 0 });
    latest = Date.now();
    if (!file) return response.writeHead(404).end();
    const { type, body, etag } = file;
    const about = { 'cache-control': 'no-cache', etag };
    if (isKnown) return response.writeHead(304, about).end();
    response.writeHead(200, { ...about, 'content-type': type, 'content-encoding': 'br', 'content-length': body.length }).end(body);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    place(folder, files) {
      for (const [name, content] of Object.entries(files)) {
        served.set(`/${folder}/${name}`, { type: TYPES[name.split('.').pop()], ...brotli(Buffer.from(content)) });
      }
    },
    has: (folder) => served.has(`/${folder}/index.html`),
    /** What was asked for since the last time, each as `{ path, bytes }`, bytes of the body on the wire. */
    take() { const taken = log; log = []; return taken; },
    /** When the last request came, in milliseconds since 1970. */
    latest: () => latest,
    close: () => server.close(),
  };
}
