import { describe, expect, it } from 'vitest';
import { tone, until } from '@steno/testkit';
import { MemoryStore } from '../../src/store/memory-store.ts';
import { RecordStoreError } from '../../src/store/record-store.ts';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

/** A store on a disk that is full: nothing can be written. */
class FullStore extends MemoryStore {
  override append(): Promise<void> {
    return Promise.reject(new RecordStoreError('store_unavailable', 'the disk is full'));
  }

  override end(): Promise<void> {
    return Promise.reject(new RecordStoreError('store_unavailable', 'the disk is full'));
  }
}

/** A store that never answers. */
class StuckStore extends MemoryStore {
  override append(): Promise<void> {
    return new Promise(() => undefined);
  }

  override end(): Promise<void> {
    return new Promise(() => undefined);
  }
}

describe('a session whose record cannot be stored', () => {
  it.each([
    ['because the disk is full', (): MemoryStore => new FullStore()],
    ['because the store never answers', (): MemoryStore => new StuckStore()],
  ])('goes on %s, and says so once to the client and to the operator', async (_why, createStore) => {
    const server = await start({ store: createStore(), settings: { recordTimeoutMs: '100' } });
    const client = await server.connect();
    await client.send(tone(1000));
    client.say({ action: 'flush' });
    await client.message(({ type }) => type === 'warning');
    await client.send(tone(500));
    client.say({ action: 'stop' });
    expect(await client.end()).toEqual({ code: 1000, reason: 'stopped' });
    expect(client.finals.map(({ text }) => text)).toEqual(['Word0 word1.', 'Word2.']);
    const warnings = client.messages.filter((message) => message.type === 'warning');
    expect(warnings).toMatchObject([{ code: 'not_recorded' }]);
    expect(client.messages.at(-1)).toMatchObject({ state: 'stopped', recorded: false });
    await until(() => server.logLines.some((line) => line.includes('record incomplete')), 'the log line');
    expect(server.logLines.filter((line) => line.includes('record incomplete'))).toHaveLength(1);
    expect(server.logLines.join('')).not.toContain('Word');
  });
});

describe('a session whose record is stored', () => {
  it('says so, and is read back as it was sent, in each form', async () => {
    const server = await start();
    const client = await server.connect();
    await client.send(tone(1500));
    client.say({ action: 'stop' });
    await client.end();
    const [first] = client.messages;
    const id = first?.type === 'state' ? (first.session_id ?? '') : '';
    expect(client.messages.at(-1)).toMatchObject({ recorded: true });
    const url = `${server.url.replace('ws', 'http')}/v2/sessions/${id}`;
    const headers = { authorization: `Bearer ${server.key}` };
    expect(await (await fetch(url, { headers })).json()).toMatchObject({
      session_id: id,
      state: 'stopped',
      complete: true,
      duration: 1.5,
      results: client.finals,
    });
    expect(await (await fetch(`${url}?as=txt`, { headers })).text()).toContain('Word0 word1 word2.');
    expect(await (await fetch(`${url}?as=srt`, { headers })).text()).toContain('00:00:00,000 --> 00:00:01,500');
    expect(await (await fetch(`${url}?as=vtt`, { headers })).text()).toContain('WEBVTT');
    expect((await fetch(url, { headers, method: 'DELETE' })).status).toBe(204);
    expect((await fetch(url, { headers })).status).toBe(404);
  });
});
