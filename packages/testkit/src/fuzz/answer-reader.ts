import { closeCodeOf, httpStatusOf, parseServerMessage, wireErrorRules } from '@steno/protocol';

/** Statuses that Node answers what is no HTTP request with, without a body. */
const bareStatuses = ['400', '408', '413', '417', '431'];
/** Node sends an empty body so, too. */
const lastChunk = '0\r\n\r\n';
const goodStatuses = ['100', '101', '200', '201', '204'];

/** What a server has said on one connection, held against PROTOCOL.md. */
export interface ReadAnswer {
  /** What was wrong with it; undefined when all of it is documented. */
  readonly problem: string | undefined;
  /** For the counts: a status, and where there was a session its close code. */
  readonly outcome: string;
}

/** Reads everything a server sent until its connection ended. */
export function readAnswer(received: Buffer): ReadAnswer {
  let rest = received;
  const statuses: string[] = [];
  while (rest.length > 0) {
    const headEnd = rest.indexOf('\r\n\r\n');
    if (headEnd < 0) return { problem: 'an answer without an end of its head', outcome: 'broken' };
    const head = rest.toString('latin1', 0, headEnd);
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1];
    if (status === undefined) return { problem: `no status line: ${head.slice(0, 80)}`, outcome: 'broken' };
    statuses.push(status);
    rest = rest.subarray(headEnd + 4);
    if (status === '101') return readFrames(rest, head);
    if (status === '100') continue;
    if (/^transfer-encoding: chunked$/im.test(head) && rest.indexOf(lastChunk) === 0)
      rest = rest.subarray(lastChunk.length);
    const length = Number(/^content-length: (\d+)$/im.exec(head)?.[1] ?? 0);
    const body = rest.toString('utf8', 0, length);
    rest = rest.subarray(body === '' || rest.subarray(0, 5).toString('latin1') === 'HTTP/' ? 0 : length);
    const problem = problemOf(status, head, body);
    if (problem !== undefined) return { problem, outcome: status };
  }
  return { problem: undefined, outcome: statuses.at(-1) ?? 'nothing' };
}

function problemOf(status: string, head: string, body: string): string | undefined {
  if (goodStatuses.includes(status)) return undefined;
  if (body === '' || body.startsWith('HTTP/')) {
    // An answer to HEAD has the length of a body and no body.
    return bareStatuses.includes(status) || /^content-type: application\/json/im.test(head)
      ? undefined
      : `${status} without a body`;
  }
  let code: unknown;
  try {
    // Its shape is what is looked at here.
    code = (JSON.parse(body) as { readonly error?: { readonly code?: unknown } }).error?.code;
  } catch {
    return `${status} with a body that is no JSON: ${body.slice(0, 80)}`;
  }
  if (status === '503' && body.includes('not ready')) return undefined;
  const known = codes.find((name) => name === code);
  if (known === undefined) return `${status} without a code: ${body.slice(0, 80)}`;
  if (known === 'internal') return `internal: ${body.slice(0, 200)}`;
  return String(httpStatusOf(known)) === status ? undefined : `${known} with ${status}`;
}

const codes = Object.keys(wireErrorRules) as (keyof typeof wireErrorRules)[];

function readFrames(received: Buffer, head: string): ReadAnswer {
  if (/sec-websocket-extensions/i.test(head)) return { problem: 'an extension was agreed to', outcome: '101' };
  let at = 0;
  let seq = 0;
  let error = '';
  const found = (problem: string): ReadAnswer => ({ problem, outcome: '101' });
  while (at + 2 <= received.length) {
    const first = received[at] ?? 0;
    let length = received[at + 1] ?? 0;
    if (length > 127) return found('a masked frame');
    at += 2;
    if (length === 126) {
      length = received.readUInt16BE(at);
      at += 2;
    } else if (length === 127) {
      length = Number(received.readBigUInt64BE(at));
      at += 8;
    }
    if (at + length > received.length) return { problem: undefined, outcome: '101 cut' };
    const payload = received.subarray(at, at + length);
    at += length;
    if (first === 0x89 || first === 0x8a) continue;
    if (first === 0x88) return readClose(payload, error, at === received.length);
    if (first !== 0x81) return found(`a frame that begins with ${first}`);
    const message = parseServerMessage(payload.toString('utf8'));
    if (message === undefined) return found(`an unknown message: ${payload.toString('utf8', 0, 200)}`);
    if (message.type === 'error') {
      error = message.code;
      if (error === 'internal') return found(`internal: ${message.message}`);
      if (!codes.some((code) => code === error)) return found(`an unknown code: ${error}`);
      if (message.seq === undefined) continue;
    }
    if (message.seq !== seq) return found(`seq ${String(message.seq)} where ${seq} was due`);
    seq += 1;
  }
  return { problem: undefined, outcome: `101 ${error === '' ? 'open' : error}` };
}

function readClose(payload: Buffer, error: string, isLast: boolean): ReadAnswer {
  const code = payload.length < 2 ? 1005 : payload.readUInt16BE(0);
  const outcome = `101 ${code}`;
  if (!isLast) return { problem: 'more after the Close frame', outcome };
  const known = codes.find((name) => name === error);
  if (known === undefined) return { problem: code === 1000 ? undefined : `${code} without an error`, outcome };
  return { problem: closeCodeOf(known) === code ? undefined : `${known} with ${code}`, outcome };
}
