import type { RecognitionEvent } from '@steno/recognition';
import { connect, ScriptedHost, startScriptedServer, until } from '@steno/testkit';
import { pause } from '../processes/pause.ts';

/** How long each final took to each viewer, in ms. */
export interface ViewerFigures {
  readonly viewers: number;
  readonly finals: number;
  readonly delaysMs: readonly number[];
}

/** Between two finals. Chosen: quick speakers of short sentences. */
const finalEveryMs = 500;
const deadlineMs = 60_000;
const samplesPerWord = 8000;

/**
 * Measures from the moment at which the recognizer tells a final to that at which each viewer has read it. Server and
 * viewers share one process, so that the figures are those of a machine that does both.
 */
export async function measureViewers(viewers: number, finals: number): Promise<ViewerFigures> {
  const settings = { maxViewersPerSession: String(viewers), maxViewers: String(viewers) } as const;
  const server = await startScriptedServer({ settings, recognition: new ScriptedHost({ script: 'silent' }) });
  const base = server.url.replace(/^ws/u, 'http');
  const speaker = await connect({ url: server.url, key: server.key });
  const listening = await speaker.message(({ type }) => type === 'state');
  const id = listening.type === 'state' ? listening.session_id : undefined;
  const told: number[] = [];
  const delaysMs: number[] = [];
  const ended = new AbortController();
  const authorization = `Bearer ${server.key}`;
  const readers = Array.from({ length: viewers }, async () => {
    const response = await fetch(`${base}/v2/sessions/${String(id)}/captions`, {
      headers: { authorization },
      signal: ended.signal,
    });
    if (!response.ok || response.body === null) throw new Error(`a viewer was refused: HTTP ${response.status}`);
    return { response, body: response.body };
  });
  // The responses are kept: Node gives up the body of one that nobody holds.
  const watching = await Promise.all(readers);
  for (const { body } of watching)
    void follow(body, (index) => delaysMs.push(performance.now() - (told[index] ?? NaN)));
  const [stream] = server.recognition.streams;
  for (let index = 0; index < finals; index += 1) {
    const words = Array.from({ length: 12 }, (_, at) => ({
      text: `word${at}`,
      startSample: (index * 12 + at) * samplesPerWord,
      endSample: (index * 12 + at + 1) * samplesPerWord,
    }));
    const final: RecognitionEvent = { type: 'final', hypothesis: { words }, goesOn: false };
    told.push(performance.now());
    stream?.tell(final);
    // Without audio the server would end the session.
    speaker.say({ action: 'keepalive' });
    await pause(finalEveryMs);
  }
  await until(() => delaysMs.length >= viewers * finals, 'the last final of the last viewer', deadlineMs);
  ended.abort();
  await server.close();
  return { viewers: watching.length, finals, delaysMs };
}

/** Tells the number of each final as it comes. */
async function follow(body: ReadableStream<Uint8Array>, onFinal: (index: number) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const bytes of body) {
      rest += decoder.decode(bytes, { stream: true });
      const events = rest.split('\n\n');
      rest = events.pop() ?? '';
      for (const event of events) {
        const id = /^id: (\d+)$/mu.exec(event)?.[1];
        if (id !== undefined && event.includes('event: final')) onFinal(Number(id));
      }
    }
  } catch {
    // The bench is over.
  }
}
