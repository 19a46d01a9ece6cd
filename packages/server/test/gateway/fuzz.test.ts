import { describe, expect, it } from 'vitest';
import { runFuzz, until } from '@steno/testkit';
import { useScriptedServers } from './scripted-server.ts';

const start = useScriptedServers();
/** They all come from one address and with one key; and what was lost is over at once. */
const settings = {
  maxConnectionsPerSecond: '0',
  maxConnectionsPerSecondPerKey: '0',
  resumeWindowMs: '0',
  allowKeyInStart: 'true',
  logLevel: 'silent',
} as const;

describe('a server that is sent 20,000 mutated requests and messages', () => {
  it('lives, gives only answers that are documented, and has nothing open afterwards', async () => {
    const server = await start({ settings });
    const seed = Number(process.env['STENO_TEST_SEED'] ?? 1);
    const { findings, inputs, outcomes } = await runFuzz({
      port: server.server.port,
      key: server.key,
      seed,
      inputs: 20_000,
      lanes: 32,
    });
    expect(findings).toEqual([]);
    expect(inputs).toBeGreaterThanOrEqual(20_000);
    // It has been everywhere: refused, served to the end, ended for a violation.
    for (const outcome of ['400', '401', '404', '101 1000', '101 4400', '101 4401', '101 4413']) {
      expect(outcomes).toHaveProperty([outcome]);
    }
    await until(() => server.server.sessionCount === 0, 'no session');
    expect(server.recognition.openStreams).toBe(0);
    expect(await (await fetch(`${server.url.replace('ws', 'http')}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(server.logLines.filter((line) => line.includes('"level":50'))).toEqual([]);
  }, 120_000);
});
