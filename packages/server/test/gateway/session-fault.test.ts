import { describe, expect, it } from 'vitest';
import { tone, until } from '@steno/testkit';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();

describe('a fault of the server in one session', () => {
  it('ends that session with internal and 1011, and no other', async () => {
    const server = await start();
    const [unlucky, other] = [await server.connect(), await server.connect()];
    const [stream] = server.recognition.streams;
    if (stream === undefined) throw new Error('no stream was opened');
    stream.write = () => {
      throw new Error('a fault nobody thought of');
    };
    await unlucky.send(tone(100));
    expect(await unlucky.end()).toEqual({ code: 1011, reason: 'internal' });
    expect(unlucky.messages.at(-1)).toMatchObject({ type: 'error', code: 'internal' });
    await other.send(tone(600));
    other.close();
    expect(await other.end()).toMatchObject({ code: 1000 });
    expect(other.text).toBe('Word0.');
    await until(() => server.server.sessionCount === 0, 'no session');
  });
});
