import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

/** Chosen: what a page can load without anybody noticing; the measured figures are in docs/client-browser.md. */
const maxGzipBytes = 25_000;
/** What runs on the audio thread: the resampler and little else. */
const maxWorkletGzipBytes = 3000;
const nodeCode = /\bnode:|\brequire\s*\(|\bprocess\.|\bBuffer\.|\b__dirname\b/u;

async function built(name: string): Promise<string> {
  return readFile(fileURLToPath(import.meta.resolve(name)), 'utf8');
}

/** What a bundler makes of a module that imports the client. */
async function bundleOf(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    logLevel: 'silent',
  });
  return outputFiles.map(({ text }) => text).join('\n');
}

describe('the client for browsers', () => {
  it('in one file is below 25 kB gzipped, with no code of Node and no import', async () => {
    const code = await built('@steno/client/browser/steno.min.js');
    expect(code).not.toMatch(nodeCode);
    expect(code).not.toMatch(/\bimport\s*[{*"'(]/u);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(maxGzipBytes);
  });

  it('has the code of the audio thread in a file of its own, which the one file names', async () => {
    const code = await built('@steno/client/worklet');
    expect(code).not.toMatch(nodeCode);
    expect(code).not.toMatch(/\bimport\s*[{*"'(]/u);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThan(maxWorkletGzipBytes);
    expect(await built('@steno/client/browser/steno.min.js')).toContain('./steno-worklet.min.js');
  });

  it('comes without microphones where a page imports the client only', async () => {
    const all = await bundleOf("import * as steno from '@steno/client/browser'; globalThis.all = steno;");
    expect(all).toContain('getUserMedia');
    const client = await bundleOf("import { createClient } from '@steno/client/browser'; globalThis.x = createClient;");
    expect(client.length).toBeGreaterThan(1000);
    expect(client).not.toMatch(/getUserMedia|AudioWorkletNode|steno-worklet/u);
  });

  it('comes without sessions where a page imports a microphone only', async () => {
    const code = await bundleOf("import { microphone } from '@steno/client/browser'; globalThis.x = microphone;");
    expect(code).toContain('getUserMedia');
    expect(code).not.toContain('WebSocket');
  });
});
