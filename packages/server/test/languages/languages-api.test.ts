import { ScriptedHost, type TestServer } from '@steno/testkit';
import { describe, expect, it } from 'vitest';
import { useScriptedServers } from '../gateway/scripted-server.ts';

const start = useScriptedServers();

async function languagesOf(server: TestServer, key: string): Promise<unknown> {
  const url = `${server.url.replace('ws:', 'http:')}/v2/languages`;
  const response = await fetch(url, { headers: { authorization: `Bearer ${key}` } });
  expect(response.status).toBe(200);
  return ((await response.json()) as { languages: unknown }).languages;
}

const both = { types: ['fast', 'quality'], models: ['scripted', 'second'] };

describe('the languages', () => {
  it('are those that are served, with their models and the usual one', async () => {
    const recognition = new ScriptedHost({ languages: ['en', 'de-DE'], secondModelId: 'second' });
    const server = await start({ recognition, settings: { defaultLanguage: 'en-US' } });
    expect(await languagesOf(server, server.key)).toEqual([
      { language: 'en', default: true, ...both },
      { language: 'de-DE', default: false, ...both },
    ]);
  });

  it('have no quality where there is no second model', async () => {
    const server = await start();
    expect(await languagesOf(server, server.key)).toEqual([
      { language: 'en', types: ['fast'], default: false, models: ['scripted'] },
    ]);
  });

  it('are what the key allows', async () => {
    const recognition = new ScriptedHost({ languages: ['en', 'de-DE', 'fr'], secondModelId: 'second' });
    const server = await start({ recognition });
    const { key } = await server.keys.create({ name: 'few', languages: ['en-GB', 'de'], types: ['fast'] });
    const fast = { types: ['fast'], models: ['scripted'], default: false };
    expect(await languagesOf(server, key)).toEqual([
      { language: 'en-GB', ...fast },
      { language: 'de-DE', ...fast },
    ]);
  });

  it('are what a session token fixes', async () => {
    const recognition = new ScriptedHost({ languages: ['en', 'fr'], secondModelId: 'second' });
    const server = await start({ recognition });
    const body = JSON.stringify({ language: 'en-US', options: { type: 'quality' }, sessions: null });
    const headers = { authorization: `Bearer ${server.key}` };
    const made = await fetch(`${server.url.replace('ws:', 'http:')}/v2/tokens`, { method: 'POST', headers, body });
    const { token } = (await made.json()) as { token: string };
    expect(await languagesOf(server, token)).toEqual([
      { language: 'en-US', types: ['quality'], default: false, models: ['scripted', 'second'] },
    ]);
  });

  it('are told to nobody without a key, nor to one for administration', async () => {
    const server = await start();
    const url = `${server.url.replace('ws:', 'http:')}/v2/languages`;
    expect((await fetch(url)).status).toBe(401);
    const { key } = await server.keys.create({ name: 'admin', type: 'admin' });
    expect((await fetch(url, { headers: { authorization: `Bearer ${key}` } })).status).toBe(403);
    const headers = { authorization: `Bearer ${server.key}` };
    expect((await fetch(url, { method: 'POST', headers })).status).toBe(405);
  });
});
