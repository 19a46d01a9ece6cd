import dns from 'node:dns';
import { readFile, readdir } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { Readable } from 'node:stream';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { findModels } from '../../src/models/discovery.ts';
import { downloadModel } from '../../src/models/download.ts';
import { serveContent, startLoopbackServer } from './loopback-server.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { contentOf, entryAt, expectFailure, into } from './test-model.ts';

describe('a download from a server that serves something else', () => {
  test.each([
    ['announces another size', (content: Buffer) => ({ body: content.subarray(1), isAnnounced: true })],
    ['sends too little', (content: Buffer) => ({ body: content.subarray(1), isAnnounced: false })],
    ['sends too much', (content: Buffer) => ({ body: Buffer.concat([content, content]), isAnnounced: false })],
  ])('fails with size_mismatch when it %s, and keeps nothing', async (_what, change) => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      const { body, isAnnounced } = change(contentOf(request));
      response.writeHead(200, isAnnounced ? { 'content-length': body.length } : {});
      response.end(body);
    });
    const error = await expectFailure(downloadModel(entryAt(`${server.url}/`), into(directory)), 'size_mismatch');
    expect(error.retryable).toBe(false);
    expect(error.message).toContain('/encoder.int8.onnx is not the file of the catalogue: it has 300000 bytes, but ');
    expect(server.requests.length).toBe(1);
    expect(await readdir(path.join(directory, '.partial-test-de'))).toEqual([]);
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });
  });

  test('fails with size_mismatch when it sends without end', async () => {
    function* endless(): Generator<Buffer> {
      for (;;) yield Buffer.alloc(50_000);
    }
    const server = await startLoopbackServer((_request, response) => {
      Readable.from(endless()).pipe(response);
    });
    const download = downloadModel(entryAt(`${server.url}/`), into(await temporaryFolder()));
    const error = await expectFailure(download, 'size_mismatch');
    expect(error.message).toContain('it has 300000 bytes, but more bytes came.');
  });

  test('fails with hash_mismatch when one byte is wrong, and keeps nothing of that file', async () => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      const content = Buffer.from(contentOf(request));
      if (request.url === '/tokens.txt') content[0] = 0;
      serveContent(request, response, content);
    });
    const error = await expectFailure(downloadModel(entryAt(`${server.url}/`), into(directory)), 'hash_mismatch');
    expect(error.retryable).toBe(false);
    expect(error.message).toContain('STENO_MODELS_URL');
    expect(await readdir(path.join(directory, '.partial-test-de'))).not.toContain('tokens.txt');
    expect(await findModels([directory])).toEqual({ models: [], rejected: [] });
  });

  test.each([
    [404, false],
    [403, false],
    [429, true],
    [503, true],
  ])('fails with http_status on %i after one request', async (status, retryable) => {
    const server = await startLoopbackServer((_request, response) => {
      response.writeHead(status).end();
    });
    const download = downloadModel(entryAt(`${server.url}/`), into(await temporaryFolder()));
    const error = await expectFailure(download, 'http_status');
    expect(error.message).toContain(`${server.url}/encoder.int8.onnx answered ${status}.`);
    expect(error.retryable).toBe(retryable);
    expect(server.requests.length).toBe(1);
  });

  test('fails with unreachable when it redirects without end', async () => {
    const server = await startLoopbackServer((_request, response) => {
      response.writeHead(302, { location: '/again' }).end();
    });
    const download = downloadModel(entryAt(`${server.url}/`), into(await temporaryFolder()));
    const error = await expectFailure(download, 'unreachable');
    expect(error.message).toContain('redirects more than 5 times');
    expect(server.requests.length).toBe(6);
  });
});

describe('a download without a network', () => {
  test('fails with unreachable when no connection is answered in time, and tries no other file', async () => {
    const connections: net.Socket[] = [];
    const server = net.createServer((socket) => connections.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(async () => {
      for (const socket of connections) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const { port } = server.address() as net.AddressInfo; // A server that listens on TCP has one.
    const download = downloadModel(entryAt(`http://127.0.0.1:${port}/`), {
      ...into(await temporaryFolder()),
      connectTimeoutMs: 50,
    });
    const error = await expectFailure(download, 'unreachable');
    expect(error.retryable).toBe(true);
    expect(error.message).toBe(
      `Cannot reach 127.0.0.1:${port}: no answer within 50 ms. Check the network, set STENO_MODELS_URL to a mirror, ` +
        'or put a model folder into a models directory (STENO_MODELS_DIR).',
    );
    expect(connections.length).toBe(1);
  });

  test('fails with unreachable when the name of the host is not looked up in time', async () => {
    vi.spyOn(dns, 'lookup').mockImplementation(() => undefined);
    const download = downloadModel(entryAt('https://models.invalid/'), {
      ...into(await temporaryFolder()),
      connectTimeoutMs: 50,
    });
    const error = await expectFailure(download, 'unreachable');
    expect(error.message).toContain('Cannot reach models.invalid: no answer within 50 ms.');
    expect(dns.lookup).toHaveBeenCalledTimes(1);
  });

  test('fails with unreachable when the connection is refused', async () => {
    const download = downloadModel(entryAt('http://127.0.0.1:1/'), into(await temporaryFolder()));
    const error = await expectFailure(download, 'unreachable');
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('fails with stalled when the content stops, and keeps what has arrived', async () => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      response.writeHead(200).write(contentOf(request).subarray(0, 1000));
    });
    const download = downloadModel(entryAt(`${server.url}/`), { ...into(directory), stallTimeoutMs: 50 });
    const error = await expectFailure(download, 'stalled');
    expect(error.retryable).toBe(true);
    expect(error.message).toContain('after 1000 of 300000 bytes');
    expect((await readFile(path.join(directory, '.partial-test-de', 'encoder.int8.onnx'))).length).toBe(1000);
  });
});

describe('a download through a proxy', () => {
  test('asks the proxy for an http: address', async () => {
    const proxy = await startLoopbackServer((request, response) => {
      serveContent(request, response, contentOf(request));
    });
    const environment = { http_proxy: proxy.url };
    await downloadModel(entryAt('http://models.invalid/'), { directory: await temporaryFolder(), environment });
    expect(proxy.requests[0]).toBe('GET http://models.invalid/encoder.int8.onnx');
  });

  test('asks the proxy for a tunnel to an https: address, and says when it refuses', async () => {
    const proxy = await startLoopbackServer((_request, response) => response.end());
    const environment = { HTTPS_PROXY: proxy.url };
    const download = downloadModel(entryAt('https://models.invalid/'), {
      directory: await temporaryFolder(),
      environment,
    });
    const error = await expectFailure(download, 'unreachable');
    expect(proxy.requests).toEqual(['CONNECT models.invalid:443']);
    expect(error.message).toContain(`through the proxy ${new URL(proxy.url).host}: it answered 403 to CONNECT.`);
  });

  test('fails with unreachable when the setting is no HTTP proxy, and does not show it', async () => {
    const download = downloadModel(entryAt('https://models.invalid/'), {
      directory: await temporaryFolder(),
      environment: { HTTPS_PROXY: 'socks5://ada:secret@proxy.invalid' },
    });
    const error = await expectFailure(download, 'unreachable');
    expect(error.message).toBe('HTTPS_PROXY is not the address of an HTTP proxy; allowed is http://host:port.');
  });
});

describe('a download that is cancelled', () => {
  test('ends with cancelled while content arrives, and keeps what has arrived', async () => {
    const directory = await temporaryFolder();
    const server = await startLoopbackServer((request, response) => {
      response.writeHead(200).write(contentOf(request).subarray(0, 1000));
    });
    const cancel = new AbortController();
    const download = downloadModel(entryAt(`${server.url}/`), {
      ...into(directory),
      signal: cancel.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes >= 1000) cancel.abort();
      },
    });
    await expectFailure(download, 'cancelled');
    expect(await readdir(directory)).toEqual(['.partial-test-de']);
  });

  test('ends with cancelled while it waits for an answer', async () => {
    const cancel = new AbortController();
    const server = await startLoopbackServer(() => {
      cancel.abort();
    });
    const options = { ...into(await temporaryFolder()), signal: cancel.signal };
    await expectFailure(downloadModel(entryAt(`${server.url}/`), options), 'cancelled');
  });

  test('touches nothing when it was cancelled before', async () => {
    const directory = path.join(await temporaryFolder(), 'models');
    const options = { ...into(directory), signal: AbortSignal.abort() };
    await expectFailure(downloadModel(entryAt('http://127.0.0.1:1/'), options), 'cancelled');
    await expect(readdir(directory)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
